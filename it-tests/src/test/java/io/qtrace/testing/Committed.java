package io.qtrace.testing;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics as a {@code read_committed} consumer, from their beginnings to their ends of now.
 */
public final class Committed {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Committed() {}

  /** Returns when all is read; an open transaction is waited for. */
  public static void forEach(
      Admin admin,
      String bootstrap,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> consumer)
      throws ExecutionException, InterruptedException {
    var partitions = partitions(admin, topic);
    var latest = partitions.stream().collect(toMap(Function.identity(), p -> OffsetSpec.latest()));
    var ends = admin.listOffsets(latest).all().get();
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrap,
            "isolation.level", "read_committed",
            "max.poll.records", "10000");
    try (var kafka =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      kafka.assign(partitions);
      kafka.seekToBeginning(partitions);
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> kafka.position(p) < ends.get(p).offset())) {
        kafka.poll(Duration.ofMillis(200)).forEach(consumer);
        if (System.nanoTime() > patience) {
          throw new AssertionError("an open transaction hides the end of " + topic);
        }
      }
    }
  }

  private static List<TopicPartition> partitions(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .stream()
        .map(p -> new TopicPartition(topic, p.partition()))
        .toList();
  }
}
