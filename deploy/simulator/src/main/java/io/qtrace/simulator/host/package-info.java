/** Hosts and their clocks. */
@NullMarked
package io.qtrace.simulator.host;

import org.jspecify.annotations.NullMarked;
