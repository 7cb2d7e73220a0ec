package io.qtrace.cli.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import io.qtrace.cli.format.AnyEvents;
import io.qtrace.cli.format.LibraryJson;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of whole traces is what Avro and Jackson make of them. */
@Tag("slow")
class DecodedJsonTest {

  private static final List<String> PREFIXES =
      List.of(
          "",
          "16064@1795367219.808928:",
          "2026-11-22T17:04:10.965564Z ",
          "2026-11-22T17:04:10.965Z ",
          "[2026-11-22 17:04:10] ",
          "[  123.456789] vm qemu[7]: ");
  private static final long WRITTEN_S = 1_767_323_045;
  private static final long OFFSET_NS = 1_700_000_000_000_000_123L;
  private static final int EVENTS = 2_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void printsASimpleTraceAsLibrariesDo(String name) throws IOException {
    var order = name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    for (long seed = 0; seed < 5; seed++) {
      var any = new AnyEvents(seed);

      int events = assertPrinted(any.definitions(), simpleTrace(any, order), TraceFormat.SIMPLE);

      assertThat(events).isEqualTo(EVENTS);
    }
  }

  /** A line that its own strings break up is none; what is left of it is read twice as well. */
  @Test
  void printsALogAsLibrariesDo() throws IOException {
    for (long seed = 0; seed < 5; seed++) {
      var any = new AnyEvents(seed);

      int events = assertPrinted(any.definitions(), log(any), TraceFormat.LOG);

      assertThat(events).isBetween(EVENTS / 2, EVENTS);
    }
  }

  private int assertPrinted(Definitions definitions, byte[] bytes, TraceFormat format)
      throws IOException {
    var trace = Files.write(directory.resolve("trace"), bytes);
    Files.setLastModifiedTime(trace, FileTime.from(Instant.ofEpochSecond(WRITTEN_S)));
    var file = Files.write(directory.resolve("events"), text(definitions).getBytes(UTF_8));
    var expected = new Expected(definitions);
    var decoder = new TraceDecoder(definitions, OnDamage.RESYNC, read -> {});
    try (var in = TraceBytes.openAny(trace)) {
      var check = new EventCheck(definitions, "events");
      decoder.decode(in, format, new Tally(expected, check, decoder::placeOf));
    }

    var run =
        CommandRun.of(
            "decode",
            trace.toString(),
            "--definitions=" + file,
            "--input-format=" + format.name().toLowerCase(Locale.ROOT),
            "--format=json",
            "--clock-offset-ns=" + OFFSET_NS,
            "--host=h\"1",
            "--vm=vm-ü");

    assertThat(run.out()).isEqualTo(expected.lines.toString(UTF_8));
    return expected.events;
  }

  private static String text(Definitions definitions) {
    var text = new StringBuilder();
    definitions.events().forEach(event -> text.append(event.declaration()).append('\n'));
    return text.toString();
  }

  private static byte[] simpleTrace(AnyEvents any, ByteOrder order) {
    var out = ByteBuffer.allocate(1 << 23).order(order);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    var definitions = any.definitions().events();
    for (int id = 0; id < definitions.size(); id++) {
      byte[] name = definitions.get(id).name().getBytes(UTF_8);
      out.putLong(0).putLong(id).putInt(name.length).put(name);
    }
    for (int i = 0; i < EVENTS; i++) {
      var event = any.next(order);
      int length = event.argumentsTo - event.argumentsFrom;
      out.putLong(1).putLong(event.definition).putLong(1_000_000L * i + i % 7);
      out.putInt(24 + length).putInt(event.pid).put(event.arguments, event.argumentsFrom, length);
    }
    var bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  private static byte[] log(AnyEvents any) {
    var out = new GrowableBytes(1 << 20);
    for (int i = 0; i < EVENTS; i++) {
      var event = any.next(ByteOrder.LITTLE_ENDIAN);
      out.put(PREFIXES.get(i % PREFIXES.size()).getBytes(UTF_8));
      LogTextRenderer.compile(any.definitions().events().get(event.definition)).render(event, out);
    }
    return out.toByteArray();
  }

  private static final class Expected implements EventSink {

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final LibraryJson json;
    private int events;

    Expected(Definitions definitions) {
      json =
          new LibraryJson(
              definitions,
              new TypedEventEncoder(
                  new EventTranscoders(definitions),
                  new Origin("h\"1", "vm-ü", OFFSET_NS, WRITTEN_S * 1_000_000_000L)));
    }

    @Override
    public void event(RawEvent event) {
      events++;
      lines.writeBytes(json.line(event));
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      throw new AssertionError("no dropped record was written");
    }

    @Override
    public void close() {}
  }
}
