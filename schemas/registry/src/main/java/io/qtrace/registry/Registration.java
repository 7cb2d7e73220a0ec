package io.qtrace.registry;

import org.apache.avro.Schema;

/**
 * A schema that is to be registered.
 *
 * @param name how the log calls it, such as the event's name
 * @param topic its records go to, unless the schema is incompatible with what is there
 */
public record Registration(String name, String topic, SubjectNaming naming, Schema schema) {}
