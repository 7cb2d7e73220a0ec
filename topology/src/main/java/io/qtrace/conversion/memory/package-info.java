/**
 * Where guest memory lies and what of it is shared: guest addresses to RAM blocks and offsets, by
 * what was traced, what QEMU told, and what conversions show. Sees facts only.
 */
@NullMarked
package io.qtrace.conversion.memory;

import org.jspecify.annotations.NullMarked;
