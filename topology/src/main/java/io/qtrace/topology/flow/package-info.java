/**
 * What travels between the nodes of the topology, and the names that all of them know. Sees no
 * other room of the stage.
 */
@NullMarked
package io.qtrace.topology.flow;

import org.jspecify.annotations.NullMarked;
