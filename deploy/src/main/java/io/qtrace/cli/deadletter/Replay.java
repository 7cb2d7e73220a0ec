package io.qtrace.cli.deadletter;

import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.contract.DeadLetter;
import io.qtrace.raw.RawHeaders;
import io.qtrace.registry.Contract;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back into the raw topic, each once: what was sent and how far the dead letters
 * were read moves in one transaction. Not thread-safe.
 */
final class Replay implements AutoCloseable {

  private static final int TRANSACTION_LETTERS = 500;
  private static final Duration POLL = Duration.ofMillis(200);

  /** For a header of ours and what Kafka puts around a record. */
  private static final int ROOM_BYTES = 1024;

  /**
   * What became of the dead letters that were read.
   *
   * @param bytes put back
   */
  record Result(long replayed, long passedOver, long bytes) {}

  private final KafkaCluster cluster;
  private final TopicNames topics;
  private final WriterSchemas schemas;
  private final String group;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  Replay(KafkaCluster cluster, TopicNames topics, WriterSchemas schemas) {
    this.cluster = cluster;
    this.topics = topics;
    this.schemas = schemas;
    this.group = topics.prefix() + "dead-letter-replay";
    this.consumer = consumer(cluster.clientProperties());
    this.producer = producer(cluster.clientProperties(), group);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties) {
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.partition.fetch.bytes", 2 * TopicPlan.MAX_DEAD_LETTER_BYTES);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(
      Map<String, Object> properties, String transactionalId) {
    properties.put("transactional.id", transactionalId);
    properties.put("max.request.size", TopicPlan.MAX_RAW_BYTES);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Reads the dead letters that are there now.
   *
   * @param fromBeginning also those that an earlier replay has read
   * @param dryRun put nothing back, and remember nothing
   */
  Result run(Predicate<DeadLetter> wanted, boolean fromBeginning, boolean dryRun)
      throws IOException {
    try {
      producer.initTransactions(); // ends what a killed replay left open
      return read(wanted, fromBeginning, dryRun);
    } catch (KafkaException e) {
      throw cluster.failure(e.getCause() == null ? e : e.getCause(), group);
    }
  }

  private Result read(Predicate<DeadLetter> wanted, boolean fromBeginning, boolean dryRun)
      throws IOException {
    var partitions = cluster.partitions(topics.deadLetter());
    consumer.assign(partitions);
    for (var partition : partitions) {
      var committed = cluster.committed(group, partition);
      if (fromBeginning || committed.isEmpty()) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, committed.get());
      }
    }
    var ends = consumer.endOffsets(partitions);
    var result = new Result(0, 0, 0);
    var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      consumer.poll(POLL).forEach(batch::add);
      if (batch.size() >= TRANSACTION_LETTERS) {
        result = replay(batch, wanted, dryRun, result);
      }
    }
    return replay(batch, wanted, dryRun, result);
  }

  // The metadata's other way is a consumer that is in the group; commit throws what a send met.
  @SuppressWarnings({"removal", "FutureReturnValueIgnored"})
  private Result replay(
      List<ConsumerRecord<byte[], byte[]>> batch,
      Predicate<DeadLetter> wanted,
      boolean dryRun,
      Result before)
      throws IOException {
    if (batch.isEmpty()) {
      return before;
    }
    long replayed = before.replayed;
    long bytes = before.bytes;
    var read = new HashMap<TopicPartition, OffsetAndMetadata>();
    if (!dryRun) {
      producer.beginTransaction();
    }
    for (var record : batch) {
      read.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
      var letter = Contract.read(record.value(), DeadLetter.class, schemas);
      if (wanted.test(letter)) {
        replayed++;
        bytes += letter.getBytes().remaining();
        if (!dryRun) {
          for (var part : RawPart.of(letter)) {
            producer.send(raw(record, letter, part));
          }
        }
      }
    }
    if (!dryRun) {
      producer.sendOffsetsToTransaction(read, new ConsumerGroupMetadata(group));
      producer.commitTransaction();
    }
    long passedOver = before.passedOver + batch.size() - (replayed - before.replayed);
    batch.clear();
    return new Result(replayed, passedOver, bytes);
  }

  /** The raw record as it was, or the part of it that the letter holds. */
  private ProducerRecord<byte[], byte[]> raw(
      ConsumerRecord<byte[], byte[]> record, DeadLetter letter, RawPart part) {
    var key = letter.getKey() == null ? record.key() : RawPart.bytes(letter.getKey());
    var raw =
        new ProducerRecord<>(
            topics.raw(), null, letter.getTimestamp().toEpochMilli(), key, part.value());
    long size = part.value().length;
    size += key == null ? 0 : key.length;
    for (var header : letter.getHeaders().entrySet()) {
      var value = part.header(header.getKey(), RawPart.bytes(header.getValue()));
      raw.headers().add(header.getKey(), value);
      size += header.getKey().length() + value.length;
    }
    // One that was as large as its topic takes cannot become larger.
    if (size < TopicPlan.MAX_RAW_BYTES - ROOM_BYTES) {
      var from = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
      raw.headers().add(RawHeaders.REPLAYED, from.getBytes(StandardCharsets.UTF_8));
    }
    return raw;
  }

  @Override
  public void close() {
    consumer.close();
    producer.close(Duration.ofSeconds(5));
  }
}
