package io.qtrace.hostile;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer without any manners. */
final class RawProducer implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> kafka;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  RawProducer(String bootstrap, String compression) {
    kafka =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "linger.ms",
                5,
                "batch.size",
                1 << 18,
                "buffer.memory",
                96L << 20,
                "compression.type",
                compression,
                "max.request.size",
                64 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    var unused =
        kafka.send(
            record,
            (at, e) -> {
              if (e != null) {
                failure.set(e);
              }
            });
  }

  /**
   * @throws AssertionError if a broker refused a record
   */
  void flush() {
    kafka.flush();
    var refused = failure.get();
    if (refused != null) {
      throw new AssertionError(refused);
    }
  }

  @Override
  public void close() {
    kafka.close();
  }
}
