package io.qtrace.fleet.read;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Where reading begins, and how much there is before it has come to what is new. */
final class Backlog {

  /**
   * Of each partition at least, for old traces, which show nevertheless. Time alone does not tell
   * where there are only those: ends of transactions are found by it too, and are of now.
   */
  private static final long LAST = 5000;

  private static final long SPAN_MS = 15 * 60_000;

  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /**
   * Sets the consumer to where results of the last 15 minutes begin, or farther back if there are
   * few.
   *
   * @param isWhole whether all of a topic is read
   */
  void seek(
      KafkaConsumer<?, ?> consumer,
      Collection<TopicPartition> partitions,
      Predicate<String> isWhole) {
    var first = consumer.beginningOffsets(partitions);
    var last = consumer.endOffsets(partitions);
    var times = new HashMap<TopicPartition, Long>();
    long sinceMs = Instant.now().toEpochMilli() - SPAN_MS;
    partitions.forEach(partition -> times.put(partition, sinceMs));
    var recent = consumer.offsetsForTimes(times);
    for (var partition : partitions) {
      long from = first.getOrDefault(partition, 0L);
      long end = last.getOrDefault(partition, 0L);
      var found = recent.get(partition);
      if (!isWhole.test(partition.topic())) {
        long recently = found == null ? end : found.offset();
        from = Math.max(from, Math.min(recently, end - LAST));
      }
      consumer.seek(partition, from);
      begins.put(partition, from);
      ends.put(partition, end);
    }
  }

  /** How far the consumer has come, in percent; empty: it is at what is new. */
  OptionalDouble progress(KafkaConsumer<?, ?> consumer) {
    long all = 0;
    long left = 0;
    for (var end : ends.entrySet()) {
      long from = begins.getOrDefault(end.getKey(), 0L);
      all += end.getValue() - from;
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    if (left == 0) {
      ends.clear();
      begins.clear();
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(100.0 * (all - left) / all);
  }
}
