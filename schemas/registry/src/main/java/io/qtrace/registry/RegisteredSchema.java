package io.qtrace.registry;

/**
 * Where records of a schema go.
 *
 * @param topic with the suffix {@code -r2}, {@code -r3}… for a revision after the first
 * @param id the registry's, for the five bytes before a record
 * @param revision counts from 1
 */
public record RegisteredSchema(String topic, String subject, int id, int revision) {}
