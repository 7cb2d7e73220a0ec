package io.qtrace.topology;

/**
 * What one raw record tells about its VM's memory, on its way from the decoder to the conversions.
 *
 * @param facts as {@link io.qtrace.conversion.MemoryFacts} writes them
 * @param quiet if they only say how far the trace has come
 * @param timestampMs of the raw Kafka record
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record VmFacts(String vm, byte[] facts, boolean quiet, long timestampMs) {}
