/**
 * Event definitions as Avro schemas, and what changes between two sets of them.
 *
 * <p>Knows the JDK, Avro and the definitions; nothing of registries or Kafka.
 */
@NullMarked
package io.qtrace.schema;

import org.jspecify.annotations.NullMarked;
