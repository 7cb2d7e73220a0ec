/** What is kept of a result: its numbers, as few bytes as they take. */
@NullMarked
package io.qtrace.fleet.window;

import org.jspecify.annotations.NullMarked;
