/**
 * Windows of hosts and the fleet, summed up from those of VMs. Sees {@code silence}, {@code meter},
 * {@code fair}, {@code config} and {@code flow}.
 */
@NullMarked
package io.qtrace.topology.rollup;

import org.jspecify.annotations.NullMarked;
