/**
 * What a trace tells about a VM's memory: the events, read from any QEMU's trace, and their bytes
 * on the way to the VM's state. Knows nothing of what is concluded from them.
 */
@NullMarked
package io.qtrace.conversion.fact;

import org.jspecify.annotations.NullMarked;
