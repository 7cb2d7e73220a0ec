package io.qtrace.cli.read;

import io.qtrace.cli.console.Failure;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.topic.TopicNames;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
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

  private static final int PATIENCE_MS = 8000;

  public Endpoint {
    kafka = Map.copyOf(kafka);
  }

  /** Sees what was committed, and nothing of aborted transactions. Belongs to no group. */
  KafkaConsumer<byte[], byte[]> consumer() {
    var config = clientConfig();
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

  /** Fails clearly, and soon, where no broker answers. */
  public void checkKafka() throws InterruptedException {
    try (var admin = Admin.create(clientConfig())) {
      admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS)).clusterId().get();
    } catch (ExecutionException | KafkaException e) {
      throw Failure.badInput(
          "Kafka at %s does not answer (%s); start one with 'qtrace up', or say where it is by --bootstrap"
              .formatted(bootstrap, rootMessage(e)),
          e);
    }
  }

  private HashMap<String, Object> clientConfig() {
    var config = new HashMap<String, Object>(kafka);
    config.put("bootstrap.servers", bootstrap);
    return config;
  }

  private static String rootMessage(Throwable e) {
    var root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
