package io.qtrace.topology.streams;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives definitions without a time stamp, or with one below 0, the time 0: brokers take such
 * records, and Kafka Streams' global thread ends for one, now and after each restart. It asks no
 * timestamp extractor, and up to Kafka 4.2 no exception handler. Definitions have no use for time.
 */
public final class NoNegativeTimes implements ConsumerInterceptor<byte[], byte[]> {

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (var record : records) {
      if (record.timestamp() < 0) {
        return corrected(records);
      }
    }
    return records;
  }

  private static ConsumerRecords<byte[], byte[]> corrected(
      ConsumerRecords<byte[], byte[]> records) {
    var corrected = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
    for (var partition : records.partitions()) {
      var those = records.records(partition).stream().map(NoNegativeTimes::corrected).toList();
      corrected.put(partition, those);
    }
    return new ConsumerRecords<>(corrected, records.nextOffsets());
  }

  private static ConsumerRecord<byte[], byte[]> corrected(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() >= 0
        ? record
        : new ConsumerRecord<>(
            record.topic(),
            record.partition(),
            record.offset(),
            0,
            record.timestampType(),
            record.serializedKeySize(),
            record.serializedValueSize(),
            record.key(),
            record.value(),
            record.headers(),
            record.leaderEpoch());
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
