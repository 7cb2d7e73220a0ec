package io.qtrace.fleet.read;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How Kafka is reached.
 *
 * @param kafka properties of Kafka's clients, with where the brokers are
 */
public record KafkaAccess(Map<String, Object> kafka) {

  public KafkaAccess {
    kafka = Map.copyOf(kafka);
  }

  /** Sees what was committed, and nothing of aborted transactions. Belongs to no group. */
  KafkaConsumer<byte[], byte[]> consumer() {
    var config = new HashMap<>(kafka);
    config.put("isolation.level", "read_committed");
    config.put("allow.auto.create.topics", "false");
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    config.put("max.poll.records", "2000");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
