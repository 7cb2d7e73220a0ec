/** A trace file or log as chunks: bytes as QEMU wrote them, with the headers that say whose they are. */
@NullMarked
package io.qtrace.source;

import org.jspecify.annotations.NullMarked;
