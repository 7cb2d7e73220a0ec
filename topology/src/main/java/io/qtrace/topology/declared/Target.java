package io.qtrace.topology.declared;

import org.apache.avro.Schema;

/**
 * Where results of an aggregation go.
 *
 * @param schemaId the registry's
 */
public record Target(String topic, int schemaId, Schema schema) {}
