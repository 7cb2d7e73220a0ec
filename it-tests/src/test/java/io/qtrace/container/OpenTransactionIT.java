package io.qtrace.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.liveness.TransactionWatch;
import io.qtrace.liveness.WatchedTopics;
import io.qtrace.testing.Committed;
import io.qtrace.topic.TopicNames;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * Transactions that end while a broker is gone: they end all the same, and are seen until they do.
 */
@NeedsDocker
final class OpenTransactionIT {

  private static final String TEST = "open";
  private static final TopicPartition GROUP = new TopicPartition(TEST + "-raw", 0);

  private Stack stack;
  private int sent;

  @Test
  void losesAndDoublesNothingWhenTheCoordinatorIsKilledOrAPartitionIsOffline() throws Exception {
    stack = Stack.shared();
    create(TEST + "-raw", Map.of(0, List.of(1, 2, 3), 1, List.of(2, 3, 1), 2, List.of(3, 1, 2)));
    // In the brokers' hands alone that are killed below.
    create(TEST + "-event-single", Map.of(0, List.of(1), 1, List.of(2), 2, List.of(3)));
    var meters = new SimpleMeterRegistry();
    var producer = producer();
    try (var watch = watch(meters)) {
      watch.start();
      commitWhileTheCoordinatorIsKilled(producer);
      commitWhileAPartitionIsOffline(producer, meters);
      stack.awaitReplicas();
      commit(producer);
      awaitAllReadable();
      await().atMost(Part.PATIENCE).until(() -> oldest(meters) == 0);
      assertThat(watch.stuck()).isEmpty();
    } finally {
      producer.close(Duration.ofSeconds(5)); // it would wait for a transaction that cannot end
    }
    assertThat(read(TEST + "-raw")).isEqualTo(numbers(sent));
    assertThat(read(TEST + "-event-single")).isEqualTo(numbers(sent));
    assertThat(committed()).isEqualTo(sent);
  }

  private void create(String topic, Map<Integer, List<Integer>> replicas) throws Exception {
    stack.admin().createTopics(List.of(new NewTopic(topic, replicas))).all().get();
  }

  private KafkaProducer<Integer, String> producer() {
    var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                stack.bootstrap(),
                "transactional.id",
                TEST + "-producer",
                "max.block.ms",
                Part.PATIENCE.toMillis()),
            new IntegerSerializer(),
            new StringSerializer());
    producer.initTransactions();
    return producer;
  }

  private TransactionWatch watch(SimpleMeterRegistry meters) {
    return new TransactionWatch(
        new TransactionWatch.Access(stack.bootstrap(), Map.of()),
        new WatchedTopics(new TopicNames(TEST + "-"), TEST, Set.of()),
        new TransactionWatch.Pace(Duration.ofMillis(200), Duration.ofMinutes(1)),
        meters);
  }

  /** A number to each partition of both topics, and it as offset of a group. Not ended yet. */
  // What knows no consumer has no other way to name a group.
  @SuppressWarnings({"removal", "FutureReturnValueIgnored"})
  private void begin(KafkaProducer<Integer, String> producer) {
    producer.beginTransaction();
    for (var topic : List.of(TEST + "-raw", TEST + "-event-single")) {
      for (int partition = 0; partition < 3; partition++) {
        producer.send(new ProducerRecord<>(topic, partition, sent, "n"));
      }
    }
    producer.sendOffsetsToTransaction(
        Map.of(GROUP, new OffsetAndMetadata(sent + 1)), new ConsumerGroupMetadata(TEST));
    producer.flush();
    sent++;
  }

  private void commit(KafkaProducer<Integer, String> producer) {
    begin(producer);
    producer.commitTransaction();
  }

  private void commitWhileTheCoordinatorIsKilled(KafkaProducer<Integer, String> producer)
      throws Exception {
    commit(producer);
    begin(producer);
    var coordinator = stack.brokers().get(coordinator() - 1);
    var committing = CompletableFuture.runAsync(producer::commitTransaction);
    coordinator.kill();
    // Another one goes on with what was decided, and waits for the partition of this one alone.
    coordinator.startAgain();
    committing.get();
    stack.awaitReplicas();
    awaitAllReadable();
  }

  private int coordinator() throws ExecutionException, InterruptedException {
    var name = TEST + "-producer";
    return stack
        .admin()
        .describeTransactions(List.of(name))
        .description(name)
        .get()
        .coordinatorId();
  }

  /** Of a broker that is not the coordinator: that has to wait for the partition. */
  private void commitWhileAPartitionIsOffline(
      KafkaProducer<Integer, String> producer, SimpleMeterRegistry meters) throws Exception {
    int id = coordinator() % 3 + 1;
    var broker = stack.brokers().get(id - 1);
    begin(producer);
    await("the watch sees the open transaction")
        .atMost(Part.PATIENCE)
        .until(() -> oldest(meters) > 0);
    broker.kill();
    producer.commitTransaction();
    await("the partition that is offline ages")
        .atMost(Part.PATIENCE)
        .until(() -> age(meters, new TopicPartition(TEST + "-event-single", id - 1)) > 5);
    broker.startAgain();
  }

  private static double age(SimpleMeterRegistry meters, TopicPartition partition) {
    var gauge =
        meters
            .find("qtrace.last.stable.offset.age.seconds")
            .tags("topic", partition.topic())
            .tags("partition", Integer.toString(partition.partition()))
            .gauge();
    return gauge == null ? 0 : gauge.value();
  }

  private static double oldest(SimpleMeterRegistry meters) {
    return meters.find("qtrace.last.stable.offset.age.seconds").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .max()
        .orElse(0);
  }

  /** Until readers of committed records get as far as all others, in every partition there is. */
  private void awaitAllReadable() {
    await("last stable offset = high watermark")
        .atMost(Part.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(ends(IsolationLevel.READ_COMMITTED))
                    .isEqualTo(ends(IsolationLevel.READ_UNCOMMITTED)));
  }

  private Map<TopicPartition, Long> ends(IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    var kafka = stack.admin();
    var query = new HashMap<TopicPartition, OffsetSpec>();
    for (var topic : List.of(TEST + "-raw", TEST + "-event-single", "__consumer_offsets")) {
      int partitions = partitions(kafka, topic);
      for (int p = 0; p < partitions; p++) {
        query.put(new TopicPartition(topic, p), OffsetSpec.latest());
      }
    }
    var ends = new HashMap<TopicPartition, Long>();
    kafka
        .listOffsets(query, new ListOffsetsOptions(isolation).timeoutMs(5_000))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private static int partitions(Admin kafka, String topic)
      throws ExecutionException, InterruptedException {
    return kafka
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .get()
        .partitions()
        .size();
  }

  /** By partition, in order. */
  private Map<Integer, List<Integer>> read(String topic) throws Exception {
    var read = new HashMap<Integer, List<Integer>>();
    Committed.forEach(
        stack.admin(),
        stack.bootstrap(),
        topic,
        record ->
            read.computeIfAbsent(record.partition(), p -> new ArrayList<>())
                .add(ByteBuffer.wrap(record.key()).getInt()));
    return read;
  }

  private static Map<Integer, List<Integer>> numbers(int count) {
    var all = IntStream.range(0, count).boxed().toList();
    return Map.of(0, all, 1, all, 2, all);
  }

  private long committed() throws ExecutionException, InterruptedException {
    return stack
        .admin()
        .listConsumerGroupOffsets(TEST)
        .partitionsToOffsetAndMetadata()
        .get()
        .get(GROUP)
        .offset();
  }
}
