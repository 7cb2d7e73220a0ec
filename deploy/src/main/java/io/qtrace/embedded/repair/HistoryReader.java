package io.qtrace.embedded.repair;

import static org.apache.kafka.common.internals.Topic.TRANSACTION_STATE_TOPIC_NAME;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;

/** Reads what coordinators have written down, from {@code __transaction_state}. */
final class HistoryReader {

  private static final Duration POLL = Duration.ofMillis(200);

  private HistoryReader() {}

  /**
   * @param patience for all of it
   */
  static TransactionHistory read(String bootstrap, Duration patience) {
    var history = new TransactionHistory();
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false);
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(TRANSACTION_STATE_TOPIC_NAME).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + patience.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < end(ends, p))) {
        if (System.nanoTime() > deadline) {
          throw new KafkaException(
              "__transaction_state cannot be read within %d s".formatted(patience.toSeconds()));
        }
        consumer.poll(POLL).forEach(record -> entry(record).ifPresent(history::add));
      }
    }
    return history;
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** Empty: a tombstone, or a record of a version that came later. */
  static Optional<TransactionHistory.Entry> entry(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    var key = ByteBuffer.wrap(record.key());
    var value = ByteBuffer.wrap(record.value());
    short keyVersion = key.getShort();
    short version = value.getShort();
    if (keyVersion != TransactionLogKey.HIGHEST_SUPPORTED_VERSION
        || version > TransactionLogValue.HIGHEST_SUPPORTED_VERSION) {
      return Optional.empty();
    }
    var id = new TransactionLogKey(new ByteBufferAccessor(key), keyVersion).transactionalId();
    var state = new TransactionLogValue(new ByteBufferAccessor(value), version);
    var partitions = new HashSet<TopicPartition>();
    if (state.transactionPartitions() != null) {
      for (var topic : state.transactionPartitions()) {
        topic.partitionIds().forEach(p -> partitions.add(new TopicPartition(topic.topic(), p)));
      }
    }
    return Optional.of(
        new TransactionHistory.Entry(
            id,
            state.producerId(),
            state.producerEpoch(),
            TransactionState.fromId(state.transactionStatus()),
            partitions,
            state.clientTransactionVersion()));
  }
}
