/**
 * Raw records: the bytes QEMU's simple trace backend writes, read as events.
 *
 * <p>Readers hand out {@link io.qtrace.raw.RawEvent}s whose arguments are already checked against
 * the definition, so every later stage (transcoding, rendering) walks them without another check.
 * Layout: QEMU's trace/simple.c.
 */
@NullMarked
package io.qtrace.raw;

import org.jspecify.annotations.NullMarked;
