/** {@code qtrace serve}: a fleet's results over HTTP. */
@NullMarked
package io.qtrace.cli.serve;

import org.jspecify.annotations.NullMarked;
