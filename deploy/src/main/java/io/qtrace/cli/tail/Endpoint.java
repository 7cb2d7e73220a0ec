package io.qtrace.cli.tail;

import io.qtrace.cli.console.Failure;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.topic.TopicNames;
import io.qtrace.topology.config.DecodeConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where typed events are.
 *
 * @param kafka further properties of Kafka's clients
 */
public record Endpoint(
    String bootstrap, Map<String, String> kafka, RegistryAddress registry, TopicNames topics) {

  public static Endpoint of(DecodeConfig config) {
    return new Endpoint(
        config.bootstrap(), config.streams().kafka(), config.registry(), config.topics().names());
  }

  public Endpoint {
    kafka = Map.copyOf(kafka);
  }

  /** Sees what was committed, and nothing of aborted transactions. Belongs to no group. */
  KafkaConsumer<byte[], byte[]> consumer() {
    var config = new HashMap<String, Object>(kafka);
    config.put("bootstrap.servers", bootstrap);
    config.put("isolation.level", "read_committed");
    config.put("allow.auto.create.topics", "false");
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    try {
      return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw Failure.usage("%s: %s".formatted(bootstrap, rootMessage(e)));
    }
  }

  private static String rootMessage(Throwable e) {
    var root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
