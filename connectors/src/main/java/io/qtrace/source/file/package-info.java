/**
 * The bytes of a trace file: as it lies there or decompressed, whether they are a log or a simple
 * trace, and the header that one lacks. Sees {@code source.kind} only.
 */
@NullMarked
package io.qtrace.source.file;

import org.jspecify.annotations.NullMarked;
