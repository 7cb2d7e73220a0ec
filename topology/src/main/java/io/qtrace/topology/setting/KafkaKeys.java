package io.qtrace.topology.setting;

import io.qtrace.text.EditDistance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of Kafka's clients. Others are passed on, too: a login module or an interceptor may read
 * them. One that differs from a known one by a letter or two is misspelt.
 */
public final class KafkaKeys {

  private static final List<String> RECIPIENTS =
      List.of(
          "main.consumer.",
          "restore.consumer.",
          "global.consumer.",
          "consumer.",
          "producer.",
          "admin.");

  /** What a topic is made with has names of its own. */
  private static final String OF_TOPICS = "topic.";

  private static final int TYPING_ERRORS = 2;

  private static final List<ConfigDef> CLIENTS =
      List.of(
          StreamsConfig.configDef(),
          ConsumerConfig.configDef(),
          ProducerConfig.configDef(),
          AdminClientConfig.configDef());

  private static final Set<String> KNOWN = known();

  private KafkaKeys() {}

  private static Set<String> known() {
    return CLIENTS.stream()
        .flatMap(client -> client.names().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Why a client of Kafka's would not take a value; empty if it would, or if none knows the key.
   *
   * @param key without {@code kafka.}
   */
  public static Optional<String> problem(String key, String value) {
    var name = key.substring(recipient(key).length());
    try {
      for (var client : CLIENTS) {
        var known = client.configKeys().get(name);
        if (known != null) {
          check(known, value);
        }
      }
      return Optional.empty();
    } catch (ConfigException e) {
      var why = String.valueOf(e.getMessage()).replaceFirst("^.*? for configuration \\S+: ", "");
      return Optional.of("Kafka's clients do not take '%s': %s".formatted(value, why));
    }
  }

  private static void check(ConfigDef.ConfigKey known, String value) {
    var parsed = ConfigDef.parseType(known.name, value, known.type);
    if (known.validator != null) {
      known.validator.ensureValid(known.name, parsed);
    }
  }

  private static String recipient(String key) {
    return RECIPIENTS.stream().filter(key::startsWith).findFirst().orElse("");
  }

  /**
   * The setting that was meant; empty if there is none, or if the key is one.
   *
   * @param key without {@code kafka.}
   */
  public static Optional<String> meant(String key) {
    var recipient = recipient(key);
    var name = key.substring(recipient.length());
    if (KNOWN.contains(name) || name.startsWith(OF_TOPICS)) {
      return Optional.empty();
    }
    return KNOWN.stream()
        .filter(known -> EditDistance.between(name, known) <= TYPING_ERRORS)
        .min(Comparator.comparingInt(known -> EditDistance.between(name, known)))
        .map(recipient::concat);
  }
}
