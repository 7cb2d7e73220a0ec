/**
 * What is traced, and by whom: the words that the guest and QEMU's tracing layer have in common.
 */
@NullMarked
package io.qtrace.simulator.event;

import org.jspecify.annotations.NullMarked;
