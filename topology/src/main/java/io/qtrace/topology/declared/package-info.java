/**
 * Which aggregations are in force, where their results go, and what each VM has been told of that.
 * Stands on the ground: sees no other room of the stage.
 */
@NullMarked
package io.qtrace.topology.declared;

import org.jspecify.annotations.NullMarked;
