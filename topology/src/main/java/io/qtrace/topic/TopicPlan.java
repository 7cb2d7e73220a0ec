package io.qtrace.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Declared settings of every topic.
 *
 * @param replication number of replicas; -1 is the broker's default
 * @param rawRetention how long raw records are kept, by their own time stamps; empty: for ever
 * @param eventRetention how long typed events are kept, by event time; empty: for ever. An old
 *     trace loses its events at once to a retention shorter than its age
 */
public record TopicPlan(
    TopicNames names,
    int rawPartitions,
    int eventPartitions,
    short replication,
    Optional<Duration> rawRetention,
    Optional<Duration> eventRetention) {

  public static final TopicPlan DEFAULT =
      new TopicPlan(
          new TopicNames(TopicNames.DEFAULT_PREFIX),
          4,
          4,
          (short) -1,
          Optional.of(Duration.ofDays(7)),
          Optional.empty());

  /** QEMU's trace-events-all has 0.6 MB; a chunk has 64 KiB, a log line may be longer. */
  public static final int MAX_RAW_BYTES = 4 * 1024 * 1024;

  /** A dead letter holds a raw record, its headers and the reason. */
  public static final int MAX_DEAD_LETTER_BYTES = MAX_RAW_BYTES + 1024 * 1024;

  /** Longer than the stage may be down without losing parts of sums. */
  private static final Duration PARTS_RETENTION = Duration.ofDays(7);

  private static final String CLEANUP = "cleanup.policy";
  static final String RETENTION = "retention.ms";
  private static final String MAX_BYTES = "max.message.bytes";
  private static final String KEEP = "-1";
  private static final String NO_LIMIT = Long.toString(Long.MAX_VALUE);

  /** Topics that exist from the start, whatever events come. */
  public List<TopicSettings> fixed() {
    return List.of(
        definitions(),
        raw(),
        deadLetter(),
        ledger(),
        events(names.conversions()),
        events(names.lateConversions()),
        events(names.ramBlockConversions()),
        events(names.conversionRollups()),
        rollupParts(),
        alerts());
  }

  private TopicSettings definitions() {
    return topic(
        names.definitions(),
        1,
        Map.of(CLEANUP, "compact", MAX_BYTES, Integer.toString(MAX_RAW_BYTES)));
  }

  private TopicSettings raw() {
    return topic(
        names.raw(),
        rawPartitions,
        Map.of(
            CLEANUP, "delete",
            RETENTION, millis(rawRetention),
            MAX_BYTES, Integer.toString(MAX_RAW_BYTES)));
  }

  private TopicSettings deadLetter() {
    return topic(
        names.deadLetter(),
        1,
        Map.of(
            CLEANUP,
            "delete",
            RETENTION,
            KEEP,
            MAX_BYTES,
            Integer.toString(MAX_DEAD_LETTER_BYTES)));
  }

  private TopicSettings ledger() {
    return topic(names.ledger(), 1, Map.of(CLEANUP, "compact"));
  }

  /**
   * A VM's layout goes to the task that has its raw records, so both topics have as many
   * partitions.
   *
   * @param partitions those of the raw topic as it is
   */
  public TopicSettings vmLayout(int partitions) {
    return topic(names.vmLayout(), partitions, Map.of(CLEANUP, "compact"));
  }

  private TopicSettings rollupParts() {
    return topic(
        names.rollupParts(),
        eventPartitions,
        Map.of(CLEANUP, "delete", RETENTION, Long.toString(PARTS_RETENTION.toMillis())));
  }

  /**
   * Its key is the alert, so compaction keeps the latest state of each: who reads it from the
   * beginning knows what fires now. Alerts of VMs that are long gone fall to the retention of
   * events, since they have the time of events.
   */
  private TopicSettings alerts() {
    return topic(
        names.alerts(),
        eventPartitions,
        Map.of(
            CLEANUP,
            "compact,delete",
            RETENTION,
            millis(eventRetention),
            Topics.FUTURE_LIMIT,
            NO_LIMIT));
  }

  /** A topic of typed events, or of what is made of them. */
  public TopicSettings events(String topic) {
    return topic(
        topic,
        eventPartitions,
        Map.of(
            CLEANUP,
            "delete",
            RETENTION,
            millis(eventRetention),
            // A host's clock may be ahead; Kafka 4 (KIP-1030) refuses an hour by default.
            Topics.FUTURE_LIMIT,
            NO_LIMIT));
  }

  private TopicSettings topic(String name, int partitions, Map<String, String> configs) {
    return new TopicSettings(name, partitions, replication, configs);
  }

  private static String millis(Optional<Duration> retention) {
    return retention.map(d -> Long.toString(d.toMillis())).orElse(KEEP);
  }
}
