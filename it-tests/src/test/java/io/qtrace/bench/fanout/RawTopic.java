package io.qtrace.bench.fanout;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The benchmark's input: fills the raw topic and watches how fast a group reads it. */
final class RawTopic implements AutoCloseable {

  private static final int PARTITIONS = 4;
  private static final long POLL_MS = 5;
  private static final long PATIENCE_NS = 300_000_000_000L;

  private final String bootstrap;
  private final Admin admin;

  RawTopic(String bootstrap) {
    this.bootstrap = bootstrap;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  void create(String topic) throws ExecutionException, InterruptedException {
    create(new NewTopic(topic, PARTITIONS, (short) 1));
  }

  void publish(String topic, Definitions definitions)
      throws ExecutionException, InterruptedException {
    create(
        new NewTopic(topic, 1, (short) 1)
            .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "4194304")));
    try (var producer = producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  definitions.fingerprint().getBytes(StandardCharsets.UTF_8),
                  definitions.text()))
          .get();
    }
  }

  private void create(NewTopic topic) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(topic)).all().get();
    while (true) {
      try {
        ends(topic.name(), topic.numPartitions());
        return;
      } catch (ExecutionException e) {
        Thread.sleep(POLL_MS); // no leader yet
      }
    }
  }

  /** One VM for each partition. */
  void fill(String topic, RawInput input, int chunks, Map<String, String> headers)
      throws ExecutionException, InterruptedException {
    try (var producer = producer()) {
      var sent = new ArrayList<Future<RecordMetadata>>();
      for (int p = 0; p < PARTITIONS; p++) {
        for (var chunk : input.head()) {
          sent.add(producer.send(raw(topic, p, chunk, headers)));
        }
      }
      for (int i = 0; i < chunks; i++) {
        var chunk = input.body().get(i / PARTITIONS % input.body().size());
        sent.add(producer.send(raw(topic, i % PARTITIONS, chunk, headers)));
      }
      for (var answer : sent) {
        answer.get();
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> raw(
      String topic, int partition, byte[] chunk, Map<String, String> headers) {
    var key = ("vm-" + partition).getBytes(StandardCharsets.UTF_8);
    var record = new ProducerRecord<>(topic, partition, key, chunk);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "10", "max.request.size", "4194304");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** From the first tenth to the end, by what the group has committed. */
  double chunksPerSecond(String group, String topic)
      throws ExecutionException, InterruptedException {
    long all = ends(topic, PARTITIONS);
    long first = await(group, all / 10);
    long began = System.nanoTime();
    long last = await(group, all);
    return (last - first) / ((System.nanoTime() - began) / 1e9);
  }

  private long await(String group, long target) throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (true) {
      long committed = committed(group);
      if (committed >= target) {
        return committed;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(group + " committed " + committed + " of " + target);
      }
      Thread.sleep(POLL_MS); // Kafka tells nobody when a group commits
    }
  }

  private long committed(String group) throws ExecutionException, InterruptedException {
    long sum = 0;
    var offsets = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    for (var offset : offsets.values()) {
      sum += offset == null ? 0 : offset.offset();
    }
    return sum;
  }

  private long ends(String topic, int partitions) throws ExecutionException, InterruptedException {
    var query = new HashMap<TopicPartition, OffsetSpec>();
    for (int p = 0; p < partitions; p++) {
      query.put(new TopicPartition(topic, p), OffsetSpec.latest());
    }
    long sum = 0;
    for (var end : admin.listOffsets(query).all().get().values()) {
      sum += end.offset();
    }
    return sum;
  }

  @Override
  public void close() {
    admin.close();
  }
}
