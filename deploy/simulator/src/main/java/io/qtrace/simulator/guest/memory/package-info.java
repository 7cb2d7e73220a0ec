/** A guest's memory: RAM blocks, where they lie, and which pages of them are shared. */
@NullMarked
package io.qtrace.simulator.guest.memory;

import org.jspecify.annotations.NullMarked;
