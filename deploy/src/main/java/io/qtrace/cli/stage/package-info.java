/**
 * {@code qtrace run}: the decode stage in this process. Others run it, too, with everything
 * embedded.
 */
@NullMarked
package io.qtrace.cli.stage;

import org.jspecify.annotations.NullMarked;
