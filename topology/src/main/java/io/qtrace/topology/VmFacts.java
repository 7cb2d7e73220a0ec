package io.qtrace.topology;

/**
 * What one Kafka record tells about its VM's memory, on its way to the conversions.
 *
 * @param facts as {@link io.qtrace.conversion.MemoryFacts} writes them
 * @param timestampMs of the Kafka record
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record VmFacts(String vm, byte[] facts, Kind kind, long timestampMs) {

  enum Kind {
    /** A raw record that only says how far the trace has come. */
    PROGRESS,
    /** A raw record with events about memory. */
    EVENTS,
    /** A layout; no facts if it is withdrawn. */
    LAYOUT
  }

  static Kind kindOf(boolean quiet) {
    return quiet ? Kind.PROGRESS : Kind.EVENTS;
  }
}
