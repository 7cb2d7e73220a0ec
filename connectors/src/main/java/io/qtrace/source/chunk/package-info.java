/**
 * A trace cut into chunks: whole records or lines, bytes as QEMU wrote them, and the place and
 * times of each. Sees {@code source.file} only.
 */
@NullMarked
package io.qtrace.source.chunk;

import org.jspecify.annotations.NullMarked;
