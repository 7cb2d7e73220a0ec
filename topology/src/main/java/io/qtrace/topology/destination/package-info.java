/**
 * Where events of a kind go: topic, schema and the limits of a record, looked up once and
 * registered where they are new. Stands on the ground: sees no other room of the stage.
 */
@NullMarked
package io.qtrace.topology.destination;

import org.jspecify.annotations.NullMarked;
