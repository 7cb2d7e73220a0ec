/** Random numbers that are the same on every machine for the same seed. */
@NullMarked
package io.qtrace.simulator.random;

import org.jspecify.annotations.NullMarked;
