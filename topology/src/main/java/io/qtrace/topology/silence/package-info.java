/** Who has fallen silent, as far as a task can tell. Sees no other room of the stage. */
@NullMarked
package io.qtrace.topology.silence;

import org.jspecify.annotations.NullMarked;
