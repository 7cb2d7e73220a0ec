package io.qtrace.fleet.result;

import org.apache.avro.generic.IndexedRecord;

/**
 * A result of a declared aggregation.
 *
 * @param vm whose it is
 * @param window its length, as results name it
 * @param startMs event time, since 1970
 * @param bytes of the Kafka record's value
 */
public record AggregatedResult(
    String vm, String window, long startMs, IndexedRecord record, int bytes) {

  /** What an Avro record takes in memory, beside what it takes in Kafka: twenty times as much. */
  private static final int BLOAT = 20;

  /** Reads what every aggregation's results have. */
  public static AggregatedResult of(IndexedRecord result, int bytes) {
    var start = value(result, "windowStart");
    return new AggregatedResult(
        String.valueOf(value(result, "vm")),
        String.valueOf(value(result, "window")),
        start instanceof Long ms ? ms : 0,
        result,
        bytes * BLOAT);
  }

  private static Object value(IndexedRecord result, String field) {
    var known = result.getSchema().getField(field);
    var value = known == null ? null : result.get(known.pos());
    return value == null ? "" : value;
  }
}
