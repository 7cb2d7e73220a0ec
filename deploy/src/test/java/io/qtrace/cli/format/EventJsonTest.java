package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.qtrace.definition.Definitions;
import io.qtrace.frame.Frame;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both ways to JSON, from raw and from typed events, give what libraries make of an event. */
class EventJsonTest {

  private static final String HOST = "höst \"1\"\n";
  private static final String VM = "vm-\u0001😀";
  private static final int EVENTS = 100_000;

  private static TypedEventEncoder encoder(Definitions definitions) {
    return new TypedEventEncoder(new EventTranscoders(definitions), new Origin(HOST, VM, 5_000, 7));
  }

  @Test
  @Tag("long")
  void printsEveryEventAsLibrariesDo() throws IOException {
    for (long seed = 0; seed < 30; seed++) {
      var any = new AnyEvents(seed);
      var definitions = any.definitions();
      var encoder = encoder(definitions);
      var expected = new LibraryJson(definitions, encoder);
      var raw = new RawEventJson(definitions.events(), HOST, VM);
      var rawLine = new GrowableBytes(0);
      var typedLine = new ByteArrayOutputStream();
      var typed = new TypedEventJson(typedLine);
      for (int i = 0; i < 1_000; i++) {
        var event = any.next(i % 2 == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        rawLine.clear();
        typedLine.reset();

        raw.write(event, encoder.epochNs(event), rawLine);
        int to = encoder.encode(event, 1);
        var schema = expected.schema(event.definition);
        typed.write(schema, encoder.array(), Frame.BYTES, to);

        var line = new String(expected.line(event), UTF_8);
        assertThat(new String(rawLine.toByteArray(), UTF_8)).isEqualTo(line);
        assertThat(typedLine.toString(UTF_8)).isEqualTo(line);
        assertThat(rawLine.toByteArray()).isEqualTo(expected.line(event));
      }
    }
  }

  /** So that what is expected above is not taken for granted. */
  @Test
  void printsWhatJsonHasNoNumbersFor() {
    var definitions =
        Definitions.parse(
            "events",
            "ev(uint64_t n, double a, double b, void *p, const char *s, bool t) \"%lu %f %f %p %s %d\"\n"
                .getBytes(UTF_8));
    byte[] text = {'"', '\\', '\n', 0x1b, 0x7f, (byte) 0xc3, (byte) 0xa4, (byte) 0xff};
    var bytes = ByteBuffer.allocate(100);
    bytes.putLong(-1).putDouble(Double.NaN).putDouble(Double.NEGATIVE_INFINITY).putLong(-2);
    bytes.putInt(text.length).put(text).putLong(1);
    var event = new RawEvent();
    event.arguments = bytes.array();
    event.argumentsTo = bytes.position();
    event.bigEndian = true;
    event.pid = -1;
    event.threadId = 12;
    var out = new GrowableBytes(0);

    new RawEventJson(definitions.events(), "", "vm-7").write(event, 1_500_000, out);

    assertThat(new String(out.toByteArray(), UTF_8))
        .isEqualTo(
            """
            {"event":"ev","timestamp":"1970-01-01T00:00:00.001500Z","timestampNs":1500000,"host":"","vm":"vm-7","pid":4294967295,"tid":12,"arguments":{"n":18446744073709551615,"a":"NaN","b":"-Infinity","p":"0xfffffffffffffffe","s":"\\"\\\\\\n\\u001B\u007fä\uefff","t":true}}
            """);
  }

  @Test
  void allocatesNothingPerEvent() {
    var definitions =
        Definitions.parse(
            "events",
            "ev(int a, const char *s, void *p, uint64_t v, bool w) \"%d %s %p %lu %d\"\n"
                .getBytes(UTF_8));
    byte[] text = "it's ä\n".getBytes(UTF_8);
    var bytes = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(-5).putInt(text.length).put(text).putLong(0x7f0011223344L).putLong(-1).putLong(0);
    var event = new RawEvent();
    event.arguments = bytes.array();
    event.argumentsTo = bytes.position();
    var out = new GrowableBytes(4096);
    var json = new RawEventJson(definitions.events(), HOST, VM);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    json.write(event, 0, out);

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < EVENTS; i++) {
      out.clear();
      json.write(event, i * 1_234L, out);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // what the measurement itself and the JIT compiler's uncommon traps need
    assertThat(allocated / (double) EVENTS).isLessThan(1);
  }
}
