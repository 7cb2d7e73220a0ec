package io.qtrace.fleet.read;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.registry.WriterSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what came earlier, a page at a time. Thread-safe; each call has a consumer of its own, and
 * takes a few seconds at most.
 */
public final class History {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * How much later than in order a result of a VM may stand in its partition: windows of longer
   * lengths close later, and one that no event closes waits for silence.
   */
  private static final long DISORDER_MS = 10 * 60_000;

  private final KafkaAccess access;
  private final FleetTopics topics;
  private final Results results;

  public History(KafkaAccess access, FleetTopics topics, WriterSchemas schemas) {
    this.access = access;
    this.topics = topics;
    this.results = new Results(topics, schemas);
  }

  /**
   * What is wanted.
   *
   * @param vm empty: of all
   * @param fromMs windows that begin then or later
   * @param toMs windows that begin before
   * @param after where the page before ended
   * @param limit of results
   */
  public record Wanted(
      Optional<String> vm, long fromMs, long toMs, Optional<Mark> after, int limit) {}

  /** A place in a topic. */
  public record Mark(int partition, long offset) {}

  /**
   * A page.
   *
   * @param next where the next one begins; empty: there is none
   */
  public record Found<T>(List<T> results, Optional<Mark> next) {}

  /** Windows of RAM blocks. */
  public Found<RamBlockConversions> windows(Wanted wanted, Predicate<RamBlockConversions> filter)
      throws IOException {
    return read(
        topics.ramBlockConversions(),
        wanted,
        record -> {
          var window = results.window(record.value());
          long startMs = window.getWindowStart().toEpochMilli();
          return isIn(wanted, startMs) && filter.test(window)
              ? Optional.of(window)
              : Optional.empty();
        });
  }

  /** Results of an aggregation. */
  public Found<IndexedRecord> results(String topic, Wanted wanted) throws IOException {
    return read(
        topic,
        wanted,
        record -> {
          var result = results.generic(record.value());
          var start = result.getSchema().getField("windowStart");
          return start != null && isIn(wanted, (Long) result.get(start.pos()))
              ? Optional.of(result)
              : Optional.empty();
        });
  }

  private static boolean isIn(Wanted wanted, long startMs) {
    return startMs >= wanted.fromMs && startMs < wanted.toMs;
  }

  private interface Reader<T> {
    Optional<T> read(ConsumerRecord<byte[], byte[]> record) throws IOException;
  }

  private <T> Found<T> read(String topic, Wanted wanted, Reader<T> reader) throws IOException {
    var found = new ArrayList<T>();
    try (var consumer = access.consumer()) {
      int count = consumer.partitionsFor(topic, PATIENCE).size();
      var only = partition(wanted, count);
      int first = wanted.after.map(Mark::partition).orElse(only.orElse(0));
      int last = only.orElse(count - 1);
      for (int p = first; p <= last; p++) {
        var partition = new TopicPartition(topic, p);
        boolean isFirst = p == first;
        seek(consumer, partition, wanted, isFirst);
        var next = readPartition(consumer, partition, wanted, new Page<>(reader, found));
        if (next.isPresent()) {
          return new Found<>(found, next.map(offset -> new Mark(partition.partition(), offset)));
        }
      }
    }
    return new Found<>(found, Optional.empty());
  }

  /** All results of a VM are in one, which its id tells. */
  private static OptionalInt partition(Wanted wanted, int count) {
    return wanted.vm.isEmpty() || count == 0
        ? OptionalInt.empty()
        : OptionalInt.of(
            BuiltInPartitioner.partitionForKey(
                wanted.vm.get().getBytes(StandardCharsets.UTF_8), count));
  }

  private static void seek(
      KafkaConsumer<?, ?> consumer, TopicPartition partition, Wanted wanted, boolean isFirst) {
    consumer.assign(List.of(partition));
    if (isFirst && wanted.after.isPresent()) {
      consumer.seek(partition, wanted.after.get().offset);
      return;
    }
    var found = consumer.offsetsForTimes(Map.of(partition, Math.max(0, wanted.fromMs)), PATIENCE);
    var from = new HashMap<>(found).get(partition);
    if (from == null) {
      consumer.seekToEnd(List.of(partition));
    } else {
      consumer.seek(partition, from.offset());
    }
  }

  private record Page<T>(Reader<T> reader, List<T> found) {}

  /** Of one VM, whose event time goes on; that of others says nothing. */
  private static boolean isBehind(ConsumerRecord<byte[], byte[]> record, Wanted wanted) {
    return record.timestamp() >= wanted.toMs + DISORDER_MS;
  }

  /** Empty: all of the partition that is wanted was read; else the offset to go on from. */
  private static <T> Optional<Long> readPartition(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Wanted wanted, Page<T> page)
      throws IOException {
    long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    var key = wanted.vm.map(vm -> vm.getBytes(StandardCharsets.UTF_8)).orElse(null);
    while (consumer.position(partition) < end) {
      if (System.nanoTime() - deadlineNs > 0) {
        return Optional.of(consumer.position(partition));
      }
      for (var record : consumer.poll(POLL)) {
        boolean isWanted = key == null || Arrays.equals(key, record.key());
        if (record.offset() >= end || (key != null && isWanted && isBehind(record, wanted))) {
          return Optional.empty();
        }
        if (page.found.size() == wanted.limit) {
          return Optional.of(record.offset());
        }
        if (isWanted && record.value() != null) {
          page.reader.read(record).ifPresent(page.found::add);
        }
      }
    }
    return Optional.empty();
  }
}
