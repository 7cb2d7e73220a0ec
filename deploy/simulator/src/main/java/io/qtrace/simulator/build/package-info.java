/** Binaries of QEMU: versions, their events, and the ids and bytes of those. */
@NullMarked
package io.qtrace.simulator.build;

import org.jspecify.annotations.NullMarked;
