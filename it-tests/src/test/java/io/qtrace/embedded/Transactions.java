package io.qtrace.embedded;

import static java.util.stream.Collectors.toMap;

import io.qtrace.embedded.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes transactions into one topic, and reads what is committed. */
record Transactions(Admin admin, String bootstrap, String topic) implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static Transactions of(EmbeddedBroker broker, String topic) {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrap());
    return new Transactions(Admin.create(config), broker.bootstrap(), topic);
  }

  void createTopic(int partitions) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  /**
   * One transaction per result, with two records in each partition and an offset of the group that
   * has this transactional id.
   *
   * @param results C: committed, A: aborted
   * @return the producer's id
   */
  @SuppressWarnings("FutureReturnValueIgnored") // flush, and the end of the transaction
  long write(String id, Collection<Integer> partitions, String results)
      throws ExecutionException, InterruptedException {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "transactional.id", id);
    Map<String, Object> group = Map.of("bootstrap.servers", bootstrap, "group.id", id);
    try (var producer =
            new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        var member =
            new KafkaConsumer<>(group, new StringDeserializer(), new StringDeserializer())) {
      producer.initTransactions();
      for (int i = 0; i < results.length(); i++) {
        producer.beginTransaction();
        for (int partition : partitions) {
          producer.send(new ProducerRecord<>(topic, partition, id, i + " first"));
          producer.send(new ProducerRecord<>(topic, partition, id, i + " second"));
        }
        producer.sendOffsetsToTransaction(
            Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(i)), member.groupMetadata());
        producer.flush();
        if (results.charAt(i) == 'C') {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    return admin.describeTransactions(List.of(id)).description(id).get().producerId();
  }

  /** Offset, key and value of what readers of committed records get, by partition. */
  Map<Integer, List<String>> read(Collection<Integer> partitions) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    var read = new TreeMap<Integer, List<String>>();
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      var all = partitions.stream().map(p -> new TopicPartition(topic, p)).toList();
      all.forEach(p -> read.put(p.partition(), new ArrayList<>()));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      var ends = consumer.endOffsets(all);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var r : consumer.poll(Duration.ofMillis(100))) {
          read.get(r.partition()).add(r.offset() + " " + r.key() + " " + r.value());
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("a transaction hides the end of " + topic);
        }
      }
    }
    return read;
  }

  /** What the groups have committed; as Streams asks, which waits for open transactions. */
  Map<String, Long> offsets(Collection<String> groups)
      throws ExecutionException, InterruptedException {
    var offsets = new HashMap<String, Long>();
    for (var group : groups) {
      var committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values();
      offsets.put(group, committed.stream().mapToLong(OffsetAndMetadata::offset).sum());
    }
    return offsets;
  }

  /** How many offsets readers of committed records do not get to, where there are any. */
  Map<TopicPartition, Long> hidden() throws ExecutionException, InterruptedException {
    var names = Set.of(topic, "__consumer_offsets");
    var latest =
        admin.describeTopics(names).allTopicNames().get().values().stream()
            .flatMap(
                t -> t.partitions().stream().map(p -> new TopicPartition(t.name(), p.partition())))
            .collect(toMap(Function.identity(), p -> OffsetSpec.latest()));
    var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    var stable = admin.listOffsets(latest, committed).all().get();
    var hidden = new HashMap<TopicPartition, Long>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach((p, end) -> hidden.put(p, end.offset() - stable.get(p).offset()));
    hidden.values().removeIf(count -> count == 0);
    return hidden;
  }

  /** As {@code kafka-transactions.sh abort --topic --partition --start-offset} does. */
  void abort(TopicPartition place, long startOffset)
      throws ExecutionException, InterruptedException {
    var producers = admin.describeProducers(List.of(place)).all().get().get(place);
    var open =
        producers.activeProducers().stream()
            .filter(p -> p.currentTransactionStartOffset().orElse(-1) == startOffset)
            .findFirst()
            .orElseThrow();
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                place,
                open.producerId(),
                (short) open.producerEpoch(),
                Math.max(0, open.coordinatorEpoch().orElse(0))))
        .all()
        .get();
  }

  @Override
  public void close() {
    admin.close();
  }
}
