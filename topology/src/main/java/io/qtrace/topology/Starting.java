package io.qtrace.topology;

import io.qtrace.text.Counts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** What the decode stage waits for before it decodes. Thread-safe. */
final class Starting implements StateRestoreListener {

  /** A partition of a state's changelog that is being read. */
  private record Restore(long records, AtomicLong read) {}

  private final Map<TopicPartition, Restore> restores = new ConcurrentHashMap<>();
  private volatile String step = "";

  /** From now on it waits for this. */
  void waitsFor(String what) {
    step = what;
  }

  /**
   * For people.
   *
   * @param kafkaAway how long Kafka has not answered; zero if it does, or nobody asks it
   * @param registryAway the same of the registry
   */
  String text(Duration kafkaAway, Duration registryAway) {
    return (restores.isEmpty() ? step : restored())
        + away("Kafka", kafkaAway)
        + away("the registry", registryAway);
  }

  private static String away(String service, Duration away) {
    return away.isZero()
        ? ""
        : "; %s has not answered for %d s".formatted(service, away.toSeconds());
  }

  /** Counts what is known to be left. */
  private String restored() {
    long records = restores.values().stream().mapToLong(Restore::records).sum();
    long read = restores.values().stream().mapToLong(restore -> restore.read().get()).sum();
    return "the state of %s, %,d of %,d records read"
        .formatted(Counts.of(restores.size(), "partition"), Math.min(read, records), records);
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    restores.put(partition, new Restore(to - from, new AtomicLong()));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long records) {
    var restore = restores.get(partition);
    if (restore != null) {
      restore.read().addAndGet(records);
    }
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long records) {
    restores.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long records) {
    restores.remove(partition);
  }
}
