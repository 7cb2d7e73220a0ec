package io.qtrace.topic;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Declared settings of every topic.
 *
 * @param replication number of replicas; -1 is the broker's default
 * @param maxEventTopics how many topics of single kinds of events there are; further kinds share
 *     one
 * @param rawRetention how long raw records are kept, by their own time stamps; empty: for ever
 * @param eventRetention how long typed events are kept, by event time; empty: for ever. An old
 *     trace loses its events at once to a retention shorter than its age
 */
public record TopicPlan(
    TopicNames names,
    int rawPartitions,
    int eventPartitions,
    short replication,
    int maxEventTopics,
    Optional<Duration> rawRetention,
    Optional<Duration> eventRetention) {

  /**
   * Of four partitions each they are a fifth of what a broker can have: it needs two memory maps
   * for a partition, and Linux gives a process 65,530.
   */
  public static final int DEFAULT_MAX_EVENT_TOPICS = 1000;

  public static final TopicPlan DEFAULT =
      new TopicPlan(
          new TopicNames(TopicNames.DEFAULT_PREFIX),
          4,
          4,
          (short) -1,
          DEFAULT_MAX_EVENT_TOPICS,
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
  static final String MAX_BYTES = "max.message.bytes";
  private static final String KEEP = "-1";
  private static final String NO_LIMIT = Long.toString(Long.MAX_VALUE);

  /** What decoding needs from the start, whatever events come. */
  public List<TopicUse> decoding() {
    return List.of(
        TopicUse.of(definitions(), READ),
        TopicUse.of(raw(), READ),
        TopicUse.of(deadLetter(), WRITE),
        TopicUse.of(ledger(), WRITE),
        events(names.conversions()),
        events(names.lateConversions()),
        events(names.refusedConversions()),
        TopicUse.of(eventSettings(names.ramBlockConversions()), READ, WRITE),
        TopicUse.of(eventSettings(names.conversionRollups()), READ, WRITE),
        TopicUse.of(rollupParts(), READ, WRITE),
        TopicUse.of(alerts(), WRITE));
  }

  /**
   * Makes sure that topics which somebody else created take what decoding writes, whatever comes.
   *
   * @throws KafkaRefusedException naming one that does not, and what to set
   */
  public void requirements(Topics topics) {
    topics.requireRoom(names.deadLetter(), MAX_DEAD_LETTER_BYTES);
    List.of(
            names.conversions(),
            names.lateConversions(),
            names.refusedConversions(),
            names.ramBlockConversions(),
            names.conversionRollups(),
            names.alerts())
        .forEach(topics::requireAnyTime);
  }

  /**
   * What sending needs: it reads no traces, only its own progress, see {@link #progress}; and it
   * looks at how long raw records are kept.
   *
   * @param isRetentionGiven somebody said how long raw records are kept; else, where the topic is
   *     not there yet, its broker decides, for the one of {@code up} keeps them for ever
   */
  public List<TopicUse> sending(boolean isRetentionGiven) {
    var configs = new HashMap<>(raw().configs());
    if (!isRetentionGiven) {
      configs.remove(RETENTION);
    }
    return List.of(
        TopicUse.of(definitions(), READ, WRITE),
        TopicUse.of(
            topic(names.raw(), rawPartitions, Map.copyOf(configs)), WRITE, DESCRIBE_CONFIGS));
  }

  /**
   * The topic in whose name a sender's group keeps its one offset, how far it came in its file. To
   * commit an offset takes the permission to read its topic, and definitions are not confidential.
   */
  public TopicPartition progress() {
    return new TopicPartition(names.definitions(), 0);
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
  public TopicUse vmLayout(int partitions) {
    return TopicUse.of(topic(names.vmLayout(), partitions, Map.of(CLEANUP, "compact")), READ);
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

  /** A topic that typed events, or what is made of them, are written to. */
  public TopicUse events(String topic) {
    return TopicUse.of(eventSettings(topic), WRITE);
  }

  private TopicSettings eventSettings(String topic) {
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
