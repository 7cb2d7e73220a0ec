/**
 * What all tasks of Kafka Streams need: to end cleanly, and to have of their state in memory what
 * there is room for. Sees no other room.
 */
@NullMarked
package io.qtrace.task;

import org.jspecify.annotations.NullMarked;
