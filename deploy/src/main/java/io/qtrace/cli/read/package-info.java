/** Reads typed events back from their topics. */
@NullMarked
package io.qtrace.cli.read;

import org.jspecify.annotations.NullMarked;
