/**
 * C printf format strings, parsed: what QEMU's log backend prints is read and rendered from the
 * same pieces.
 *
 * <p>A leaf: it knows nothing of definitions, records or output. Semantics are those of glibc on a
 * 64-bit host (LP64).
 */
@NullMarked
package io.qtrace.format;

import org.jspecify.annotations.NullMarked;
