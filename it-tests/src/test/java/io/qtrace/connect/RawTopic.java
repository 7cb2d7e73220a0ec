package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a read_committed consumer has seen of a topic so far. */
final class RawTopic implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  RawTopic(String bootstrap, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.topic = topic;
  }

  /** A broker that has made the topic a moment ago may not know its partitions yet. */
  private void assign() {
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  List<ConsumerRecord<byte[], byte[]>> read() {
    if (consumer.assignment().isEmpty()) {
      assign();
    }
    if (consumer.assignment().isEmpty()) {
      return records;
    }
    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    return records;
  }

  /** The values of one key, end to end. */
  byte[] bytes(String key) {
    var bytes = new ByteArrayOutputStream();
    for (var record : read()) {
      if (key.equals(new String(record.key(), UTF_8))) {
        bytes.writeBytes(record.value());
      }
    }
    return bytes.toByteArray();
  }

  static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new HashMap<String, String>();
    for (var header : record.headers()) {
      headers.put(header.key(), new String(Objects.requireNonNull(header.value()), UTF_8));
    }
    return headers;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
