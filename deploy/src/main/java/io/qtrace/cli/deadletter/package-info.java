/** Dead letters, and their way back. */
@NullMarked
package io.qtrace.cli.deadletter;

import org.jspecify.annotations.NullMarked;
