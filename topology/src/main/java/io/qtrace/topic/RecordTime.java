package io.qtrace.topic;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time of a Kafka record, whatever its producer wrote: Kafka takes any 64 bits, -1 among them,
 * and Kafka Streams' own extractor ends the stream thread for it.
 *
 * <ul>
 *   <li>From 1970 to 2262: as it is. Beyond 2262, where nanoseconds end: {@link #LAST_MS}
 *   <li>Below 0, or none (-1): the newest time before it in its partition, but not beyond now; now,
 *       if the partition had none
 * </ul>
 */
public final class RecordTime implements TimestampExtractor {

  /** What 64 bits of nanoseconds hold, in milliseconds since the epoch. */
  public static final long LAST_MS = Long.MAX_VALUE / 1_000_000;

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return of(record.timestamp(), partitionTime);
  }

  /**
   * @param timestampMs whatever a producer wrote
   * @param partitionTime the newest before it, -1 if there was none
   */
  public static long of(long timestampMs, long partitionTime) {
    if (timestampMs >= 0) {
      return Math.min(timestampMs, LAST_MS);
    }
    long nowMs = System.currentTimeMillis();
    return partitionTime < 0 ? nowMs : Math.min(partitionTime, nowMs);
  }

  /**
   * The same, but never ahead of now. For records whose time only becomes that of state behind
   * them: a broker refuses by default what is more than an hour ahead.
   */
  public static long notAhead(ConsumerRecord<Object, Object> record, long partitionTime) {
    long timestampMs = new RecordTime().extract(record, partitionTime);
    return Math.min(timestampMs, System.currentTimeMillis());
  }
}
