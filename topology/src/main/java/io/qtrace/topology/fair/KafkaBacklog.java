package io.qtrace.topology.fair;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads by a consumer of its own, outside of any group. What retention has deleted meanwhile is
 * passed over, as it is by a stage that lags behind.
 */
public final class KafkaBacklog implements Backlog {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private long position;

  /**
   * @param settings of a consumer without a group
   */
  public KafkaBacklog(Map<String, Object> settings, TopicPartition partition) {
    this.partition = partition;
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
  }

  @Override
  public void seek(long offset) {
    position = offset;
    consumer.seek(partition, offset);
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    var records = consumer.poll(wait).records(partition);
    // Without a fetched position this would wait for one.
    if (!records.isEmpty() || consumer.currentLag(partition).isPresent()) {
      position = Math.max(position, consumer.position(partition));
    }
    return records;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public OptionalLong end() {
    var lag = consumer.currentLag(partition);
    return lag.isPresent() ? OptionalLong.of(position + lag.getAsLong()) : lag;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
