package io.qtrace.topology.setting;

import io.qtrace.text.EditDistance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
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

  private static final Set<String> KNOWN = known();

  private KafkaKeys() {}

  private static Set<String> known() {
    var names = new TreeSet<>(StreamsConfig.configDef().names());
    names.addAll(ConsumerConfig.configNames());
    names.addAll(ProducerConfig.configNames());
    names.addAll(AdminClientConfig.configNames());
    return names;
  }

  /**
   * The setting that was meant; empty if there is none, or if the key is one.
   *
   * @param key without {@code kafka.}
   */
  public static Optional<String> meant(String key) {
    var recipient = RECIPIENTS.stream().filter(key::startsWith).findFirst().orElse("");
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
