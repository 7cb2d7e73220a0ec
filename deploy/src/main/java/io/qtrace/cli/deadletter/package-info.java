/** {@code qtrace dead-letter}: what could not be decoded, and its way back. */
@NullMarked
package io.qtrace.cli.deadletter;

import org.jspecify.annotations.NullMarked;
