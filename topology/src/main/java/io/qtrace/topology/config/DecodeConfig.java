package io.qtrace.topology.config;

import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.alert.rule.MadeWindows;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.definition.Definitions;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.topic.Routes;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.setting.Guarantee;
import io.qtrace.topology.setting.InvalidSettingsException;
import io.qtrace.topology.setting.StageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Settings of the decode stage. {@link #from} reads them from flat properties; this record is the
 * only form the rest sees.
 *
 * @param bootstrap addresses of Kafka brokers, {@code host:port,…}
 * @param registryAccess whether schemas that are missing are registered or waited for
 * @param applicationId the consumer group, and the prefix of the state's topics
 * @param defaultDefinitions for raw records that do not name any
 * @param alertRules empty: no rules are evaluated
 * @param aggregations empty: nothing is aggregated
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
    Optional<AggregationFile> aggregations,
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
   * Reads flat properties; those of {@link StageSettings}, families of others, nothing else. Absent
   * ones have their defaults.
   *
   * @throws InvalidSettingsException with all that is wrong or not known
   */
  public static DecodeConfig from(Map<String, String> properties) {
    return from(properties, key -> "");
  }

  /**
   * As {@link #from(Map)}, for people.
   *
   * @param origins where the value of a key comes from, such as a variable's name; may be empty
   */
  public static DecodeConfig from(Map<String, String> properties, UnaryOperator<String> origins) {
    return new DecodeProperties(properties, origins).read();
  }

  /**
   * The windows that alert rules may look at.
   *
   * @throws InvalidSettingsException if it is not said rightly
   */
  public static MadeWindows windows(Map<String, String> properties, UnaryOperator<String> origins) {
    return new DecodeProperties(properties, origins).windows();
  }
}
