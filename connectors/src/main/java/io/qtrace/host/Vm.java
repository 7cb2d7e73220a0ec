package io.qtrace.host;

/**
 * Who writes a file.
 *
 * @param id becomes the Kafka record's key
 * @param host the machine that runs it
 */
public record Vm(String id, String host) {}
