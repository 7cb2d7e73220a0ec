package io.qtrace.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.render.SimpletraceRenderer;
import io.qtrace.schema.EventSchemas;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Doubles in simple records: QEMU casts them to whole numbers. */
class RealArgumentsTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "old",
          """
          sent(uint64_t done, const char *to, double bandwidth, float ratio) "%"PRIu64" %s %g %.1f"
          plain(int n) "%d"
          """
              .getBytes(StandardCharsets.UTF_8));

  static List<ByteOrder> orders() {
    return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  private static byte[] trace(ByteOrder order) {
    return new SimpleTrace(DEFINITIONS, order)
        .start()
        .event("plain", 1, 77, 1L)
        .event("sent", 2, 77, 5L, "a", 1250L, -2L)
        .event("plain", 3, 77, 2L)
        .toBytes();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void areDoublesInAvro(ByteOrder order) throws IOException {
    var records = new ArrayList<GenericRecord>();
    var encoder =
        new TypedEventEncoder(new EventTranscoders(DEFINITIONS), new Origin("", "vm", 0, 0));
    read(order, event -> records.add(record(event, encoder)));

    assertThat(records.get(0).get("n")).isEqualTo(1L);
    assertThat(records.get(1).get("done")).isEqualTo(5L);
    assertThat(records.get(1).get("to")).hasToString("a");
    assertThat(records.get(1).get("bandwidth")).isEqualTo(1250.0);
    assertThat(records.get(1).get("ratio")).isEqualTo(-2.0);
    assertThat(records.get(2).get("n")).isEqualTo(2L);
  }

  private static GenericRecord record(RawEvent event, TypedEventEncoder encoder) {
    try {
      var schema = EventSchemas.compile(DEFINITIONS.events().get(event.definition));
      int length = encoder.encode(event, 1);
      var in = DecoderFactory.get().binaryDecoder(encoder.array(), 5, length - 5, null);
      return new GenericDatumReader<GenericRecord>(schema).read(null, in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void areTextAgain(ByteOrder order) {
    var out = new GrowableBytes(0);
    var simpletrace = new SimpletraceRenderer(DEFINITIONS.events());
    read(
        order,
        event -> {
          LogTextRenderer.compile(DEFINITIONS.events().get(event.definition)).render(event, out);
          simpletrace.event(event, out);
        });

    assertThat(new String(out.toByteArray(), StandardCharsets.ISO_8859_1))
        .isEqualTo(
            """
            plain 1
            plain 0.000 pid=77 n=0x1
            sent 5 a 1250 -2.0
            sent 0.001 pid=77 done=0x5 to=b'a' bandwidth=0x4e2 ratio=0xfffffffffffffffe
            plain 2
            plain 0.001 pid=77 n=0x2
            """);
  }

  private static void read(ByteOrder order, Consumer<RawEvent> events) {
    byte[] bytes = trace(order);
    new SimpleReader(DEFINITIONS).read(bytes, 0, bytes.length, true, new Events(events));
  }

  /** Rejections would be a mistake here. */
  private record Events(Consumer<RawEvent> to) implements RawRecordHandler {

    @Override
    public void event(RawEvent event) {
      to.accept(event);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      throw new AssertionError(count);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      throw new AssertionError(detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      throw new AssertionError(to - from);
    }
  }
}
