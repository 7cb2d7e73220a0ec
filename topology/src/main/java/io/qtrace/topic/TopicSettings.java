package io.qtrace.topic;

import java.util.Map;

/**
 * A topic as it is created. A topic that exists already is left as it is.
 *
 * @param replication number of replicas; -1 is the broker's default
 * @param configs Kafka's topic configs, such as {@code retention.ms}
 */
public record TopicSettings(
    String name, int partitions, short replication, Map<String, String> configs) {

  public TopicSettings {
    configs = Map.copyOf(configs);
  }
}
