/** {@code qtrace tail}: typed events and results, read back from their topics. */
@NullMarked
package io.qtrace.cli.tail;

import org.jspecify.annotations.NullMarked;
