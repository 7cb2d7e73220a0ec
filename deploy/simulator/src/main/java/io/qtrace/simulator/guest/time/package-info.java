/** Who acts when. */
@NullMarked
package io.qtrace.simulator.guest.time;

import org.jspecify.annotations.NullMarked;
