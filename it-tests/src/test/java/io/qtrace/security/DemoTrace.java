package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The beginning of the bundled trace, sent by somebody who may do everything. */
final class DemoTrace implements AutoCloseable {

  /** Has conversions; ends within a record. */
  private static final int BYTES = 400_000;

  private final String prefix;
  private final byte[] bytes;
  private final Definitions definitions;
  private final KafkaProducer<byte[], byte[]> producer;

  DemoTrace(SecureBroker broker, String prefix) throws IOException {
    this.prefix = prefix;
    try (var text = resource("trace-events");
        var trace = new ZstdInputStream(resource("cvm.simple.zst"))) {
      definitions = Definitions.parse("trace-events", text.readAllBytes());
      bytes = trace.readNBytes(BYTES);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "max.request.size", 4 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  static InputStream resource(String name) {
    return Objects.requireNonNull(DemoTrace.class.getResourceAsStream("/io/qtrace/demo/" + name));
  }

  byte[] bytes() {
    return bytes;
  }

  Definitions definitions() {
    return definitions;
  }

  /**
   * Sends what makes the stage use all that it has: the trace, whose last record is cut off, and a
   * record that waits for definitions.
   */
  void send(String vm) throws Exception {
    var key = definitions.fingerprint().getBytes(UTF_8);
    send(new ProducerRecord<>(prefix + "definitions", key, definitions.text()), Map.of());
    send(
        new ProducerRecord<>(prefix + "raw", vm.getBytes(UTF_8), bytes),
        Map.of(
            RawHeaders.FORMAT, "simple",
            RawHeaders.DEFINITIONS, definitions.fingerprint(),
            RawHeaders.SOURCE, "demo;generation=1;offset=0",
            RawHeaders.CLOCK_OFFSET_NS, "0"));
    var unknown = Definitions.parse("x", "x(int n) \"%d\"\n".getBytes(UTF_8)).fingerprint();
    send(
        new ProducerRecord<>(
            prefix + "raw", (vm + "-waits").getBytes(UTF_8), "x 1\n".getBytes(UTF_8)),
        Map.of(RawHeaders.DEFINITIONS, unknown));
  }

  private void send(ProducerRecord<byte[], byte[]> record, Map<String, String> headers)
      throws Exception {
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    producer.send(record).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
