package io.qtrace.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.raw.RawHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends raw records that nobody can decode, each with a number of its own. */
final class Poison implements AutoCloseable {

  static final String VM = "poison";

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> answers = new ArrayList<>();

  Poison(Stack stack, String prefix) {
    topic = prefix + "raw";
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", stack.bootstrap(),
            "max.block.ms", "300000",
            "delivery.timeout.ms", "300000",
            "request.timeout.ms", "5000",
            "max.request.size", 8 << 20);
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A record whose header says a format that does not exist. */
  void send() {
    send(("poison " + answers.size()).getBytes(UTF_8), "nonsense");
  }

  void send(byte[] value, String format) {
    var record = new ProducerRecord<>(topic, VM.getBytes(UTF_8), value);
    record.headers().add(RawHeaders.FORMAT, format.getBytes(UTF_8));
    answers.add(producer.send(record));
  }

  /** Waits until Kafka has them. Returns how many were sent. */
  long flush() throws ExecutionException, InterruptedException {
    for (var answer : answers) {
      answer.get();
    }
    return answers.size();
  }

  @Override
  public void close() {
    producer.close();
  }
}
