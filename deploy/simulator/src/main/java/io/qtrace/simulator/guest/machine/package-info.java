/**
 * A VM's vCPUs, what they are at, and its requests to convert memory with the changes that follow:
 * what the parts of a guest act on.
 */
@NullMarked
package io.qtrace.simulator.guest.machine;

import org.jspecify.annotations.NullMarked;
