package io.qtrace.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.definition.Definitions;
import io.qtrace.liveness.TransactionWatch;
import io.qtrace.liveness.WatchedTopics;
import io.qtrace.meter.WindowGauges;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.topic.Routes;
import io.qtrace.topic.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings of the decode stage. {@link #from} reads them from flat properties; this record is the
 * only form the rest sees.
 *
 * @param bootstrap addresses of Kafka brokers, {@code host:port,…}
 * @param registryAccess whether schemas that are missing are registered or waited for
 * @param applicationId the consumer group, and the prefix of the state's topics
 * @param defaultDefinitions for raw records that do not name any
 * @param alertRules empty: no rules are evaluated
 */
public record DecodeConfig(
    String bootstrap,
    RegistryAddress registry,
    RegistryAccess registryAccess,
    String applicationId,
    TopicPlan topics,
    Routes routes,
    Definitions defaultDefinitions,
    Waiting waiting,
    ConversionConfig conversions,
    Streams streams,
    Optional<RuleFile> alertRules,
    Metrics metrics) {

  /**
   * How long raw records wait for definitions that are not published yet; after that they are dead
   * letters.
   *
   * @param maxBytes of waiting records per task (partition of the raw topic)
   */
  public record Waiting(Duration timeout, long maxBytes) {}

  /**
   * What is exported of windows.
   *
   * @param ramBlocks how many results of RAM blocks have series of their own; the rest is summed up
   * @param keep how long after its last result a RAM block has series
   */
  public record Metrics(int ramBlocks, Duration keep) {}

  /**
   * How Kafka Streams runs.
   *
   * @param stateDirectory kept across restarts, else state is restored from Kafka at each start
   * @param kafka further properties of Kafka's clients and of Kafka Streams; they win
   */
  public record Streams(
      int threads, Path stateDirectory, Guarantee guarantee, Map<String, String> kafka) {

    public Streams {
      kafka = Map.copyOf(kafka);
    }
  }

  /**
   * Reads flat properties; absent ones have defaults.
   *
   * <pre>
   *   bootstrap                 localhost:9092
   *   registry                  http://localhost:8081/apis/ccompat/v7
   *   schemas.register          true     | false: schemas are looked up only
   *   application.id            qtrace
   *   threads                   as many as processors, at most 4
   *   state.dir                 .local/state/qtrace-state in the user's home
   *   guarantee                 exactly_once_v2 | at_least_once
   *   topics.prefix             qtrace-
   *   topics.partitions.raw     4
   *   topics.partitions.event   4
   *   topics.replication        -1, the broker's default
   *   topics.retention.raw      7d       | forever | 90m | 12h
   *   topics.retention.event    forever
   *   definitions.default       system   | a trace-events file
   *   definitions.wait          5m
   *   definitions.wait.bytes    67108864
   *   conversions.enabled       true     | false: traces are decoded only
   *   conversions.records       all      | none: windows only
   *   conversions.windows       10s,1m   | 1m/10s: a minute, every ten seconds
   *   conversions.grace         5s
   *   conversions.idle.timeout  30s
   *   conversions.future.limit  1h
   *   alert.rules               none     | a YAML file, see docs/alerts.md
   *   metrics.ram.blocks        1000     | series per metric; the rest is summed up
   *   metrics.keep              15m
   *   route.&lt;n&gt;                 see {@link Routes}; in the order of n
   *   kafka.*                   passed to Kafka's clients and Kafka Streams
   *   registry.*                passed to the registry's client
   * </pre>
   *
   * @throws IllegalArgumentException with a line per property that is wrong or not known
   */
  public static DecodeConfig from(Map<String, String> properties) {
    return new DecodeProperties(properties).read();
  }

  WindowGauges.Limits windowLimits() {
    var closing = conversions.grace().plus(conversions.idleTimeout());
    return new WindowGauges.Limits(metrics.ramBlocks(), metrics.keep(), closing);
  }

  /** Does not look yet. */
  TransactionWatch transactionWatch(MeterRegistry meters) {
    var watched = new WatchedTopics(topics.names(), applicationId, routes.topics());
    var pace = TransactionWatch.Pace.of(StreamsProperties.transactionTimeout(streams.kafka()));
    return new TransactionWatch(bootstrap, streams.kafka(), watched, pace, meters);
  }

  /** What Kafka Streams is configured with, defaults of ours included. */
  public Properties streamsProperties() {
    return StreamsProperties.of(this);
  }
}
