/** The qtrace command. */
@NullMarked
package io.qtrace.cli;

import org.jspecify.annotations.NullMarked;
