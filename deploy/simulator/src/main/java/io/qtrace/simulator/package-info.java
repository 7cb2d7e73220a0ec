/**
 * Simulates a fleet of confidential VMs: traces as QEMU writes them, with the truth beside them.
 */
@NullMarked
package io.qtrace.simulator;

import org.jspecify.annotations.NullMarked;
