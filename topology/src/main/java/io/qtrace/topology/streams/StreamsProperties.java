package io.qtrace.topology.streams;

import io.qtrace.topic.RecordTime;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.setting.Guarantee;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams. What the user passes through wins. */
public final class StreamsProperties {

  /**
   * A registry that is away blocks the stream thread; this is how long before the group gives its
   * partitions to another instance, which then waits too.
   */
  private static final String LONGEST_BLOCK_MS = "900000";

  /** StreamsConfig takes no less. */
  private static final String SOONEST_PROBING_MS = "60000";

  /** StreamsConfig's own, with exactly-once. */
  private static final long STREAMS_TRANSACTION_TIMEOUT_MS = 10_000;

  private StreamsProperties() {}

  public static Properties of(DecodeConfig config) {
    var streams = config.streams();
    var p = new Properties();
    p.put("application.id", config.applicationId());
    p.put("bootstrap.servers", config.bootstrap());
    p.put("processing.guarantee", streams.guarantee().kafkaName());
    p.put("num.stream.threads", Integer.toString(streams.threads()));
    p.put("state.dir", streams.stateDirectory().toString());
    p.put("rocksdb.config.setter", SmallRocksDb.class.getName());
    p.put("ensure.explicit.internal.resource.naming", "true");
    p.put("global.consumer.interceptor.classes", NoNegativeTimes.class.getName());
    p.put("default.timestamp.extractor", RecordTime.class.getName());
    p.put("statestore.cache.max.bytes", Integer.toString(8 << 20));
    // What is set aside is worked off between polls, which are not to wait long for nothing.
    p.put("poll.ms", "10");
    // An instance that comes first restores the state of some tasks, while others still have them,
    // and gets those at the next look: two of them every 10 min by default. State is small.
    p.put("max.warmup.replicas", "8");
    p.put("probing.rebalance.interval.ms", SOONEST_PROBING_MS);
    // A task has raw records and layouts, in any order (docs/adr/0012): it waits for neither. To
    // find out whether to wait, Streams would ask for the lag of whichever is empty, format a
    // sentence about it for each record, and stand still for as long as it is not told.
    p.put("max.task.idle.ms", Long.toString(StreamsConfig.MAX_TASK_IDLE_MS_DISABLED));
    // 20 ms worsens p99 (aborts pile up); at-least-once has no reason to hurry.
    boolean exactlyOnce = streams.guarantee() == Guarantee.EXACTLY_ONCE;
    p.put("commit.interval.ms", exactlyOnce ? "100" : "1000");
    consumer(p);
    producer(p);
    p.putAll(streams.kafka());
    return p;
  }

  /**
   * After which the coordinator aborts a transaction of the stage.
   *
   * @param kafka what the user passes through
   */
  public static Duration transactionTimeout(Map<String, String> kafka) {
    var name = "transaction.timeout.ms";
    var given = kafka.getOrDefault("producer." + name, kafka.get(name));
    try {
      return Duration.ofMillis(
          given == null ? STREAMS_TRANSACTION_TIMEOUT_MS : Long.parseLong(given));
    } catch (NumberFormatException e) {
      return Duration.ofMillis(STREAMS_TRANSACTION_TIMEOUT_MS); // Kafka Streams refuses to start
    }
  }

  /** Of a consumer that reads raw records again, outside of the group. */
  public static Map<String, Object> backlog(DecodeConfig config, int partition) {
    return outsideOfGroups(config, "again-" + partition);
  }

  /**
   * Of a consumer without a group, that reads from the beginning.
   *
   * @param name behind the application's
   */
  public static Map<String, Object> outsideOfGroups(DecodeConfig config, String name) {
    var clientId = config.applicationId() + "-" + name;
    var settings = new StreamsConfig(of(config)).getRestoreConsumerConfigs(clientId);
    boolean exactlyOnce = config.streams().guarantee() == Guarantee.EXACTLY_ONCE;
    settings.put("isolation.level", exactlyOnce ? "read_committed" : "read_uncommitted");
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", "false");
    settings.put("max.poll.records", "50");
    settings.put("max.partition.fetch.bytes", Integer.toString(8 << 20));
    return settings;
  }

  private static void consumer(Properties p) {
    p.put("main.consumer.auto.offset.reset", "earliest");
    // A member that died is noticed after 6 s, not 45 s.
    p.put("session.timeout.ms", "6000");
    p.put("heartbeat.interval.ms", "2000");
    p.put("max.poll.interval.ms", LONGEST_BLOCK_MS);
    p.put("main.consumer.max.poll.records", "200");
    // Chunks have 64 KiB, but any raw record may have 4 MiB: bounds the memory for those that are
    // fetched ahead, with the bytes of a fetch below.
    p.put("buffered.records.per.partition", "16");
    // What was fetched of one partition comes before what was fetched of the next.
    p.put("main.consumer.max.partition.fetch.bytes", Integer.toString(512 << 10));
    p.put("main.consumer.fetch.max.bytes", Integer.toString(32 << 20));
  }

  private static void producer(Properties p) {
    // A transaction's first batches are refused while the one before is being completed (KIP-890):
    // with the default of 100 ms the producer idles for as long as it works.
    p.put("producer.retry.backoff.ms", "10");
    p.put("producer.retry.backoff.max.ms", "50");
    p.put("producer.linger.ms", "10");
    p.put("producer.batch.size", Integer.toString(256 << 10));
    // Hundreds of event topics have a batch open each.
    p.put("producer.buffer.memory", Integer.toString(128 << 20));
    // Some consumers know gzip only (KafkaJS without plug-ins), and none is the fastest.
    p.put("producer.compression.type", "none");
    p.put("producer.max.request.size", Integer.toString(TopicPlan.MAX_DEAD_LETTER_BYTES));
  }
}
