package io.qtrace.testing;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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
 * Reads topics as a {@code read_committed} consumer, up to their ends of now, and each record once.
 */
public final class Committed implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Short, for a poll that finds nothing but the ends of transactions takes all of it. */
  private static final Duration POLL = Duration.ofMillis(20);

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> kafka;
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  public Committed(Admin admin, String bootstrap) {
    this.admin = admin;
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrap,
            "isolation.level", "read_committed",
            "max.poll.records", "10000");
    kafka = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * All from the topic's beginning. Returns when all is read; an open transaction is waited for.
   */
  public static void forEach(
      Admin admin,
      String bootstrap,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> consumer)
      throws ExecutionException, InterruptedException {
    try (var committed = new Committed(admin, bootstrap)) {
      committed.forEachNew(List.of(topic), consumer);
    }
  }

  /** What has come since the last call. Returns when all is read, as {@link #forEach} does. */
  public void forEachNew(
      Collection<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> consumer)
      throws ExecutionException, InterruptedException {
    var partitions = partitions(topics);
    var latest = partitions.stream().collect(toMap(Function.identity(), p -> OffsetSpec.latest()));
    var ends = admin.listOffsets(latest).all().get();
    kafka.assign(partitions);
    kafka.seekToBeginning(partitions.stream().filter(p -> !positions.containsKey(p)).toList());
    partitions.stream()
        .filter(positions::containsKey)
        .forEach(p -> kafka.seek(p, positions.get(p)));
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (partitions.stream().anyMatch(p -> kafka.position(p) < ends.get(p).offset())) {
      kafka.poll(POLL).forEach(consumer);
      partitions.forEach(p -> positions.put(p, kafka.position(p)));
      if (System.nanoTime() > patience) {
        throw new AssertionError("an open transaction hides the end of " + topics);
      }
    }
  }

  @Override
  public void close() {
    kafka.close();
  }

  private List<TopicPartition> partitions(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(t -> t.partitions().stream().map(p -> new TopicPartition(t.name(), p.partition())))
        .toList();
  }
}
