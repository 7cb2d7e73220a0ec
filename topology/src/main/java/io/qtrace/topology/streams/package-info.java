/**
 * How Kafka Streams is configured, and what it makes by name. Sees {@code config} and {@code
 * setting}.
 */
@NullMarked
package io.qtrace.topology.streams;

import org.jspecify.annotations.NullMarked;
