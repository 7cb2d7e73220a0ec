/** How QEMU traces: the ring of the simple backend, the log, and the files they write. */
@NullMarked
package io.qtrace.simulator.qemu;

import org.jspecify.annotations.NullMarked;
