package io.qtrace.bench;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.SimpleReader;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per line from a log with ISO time stamps to framed Avro values. The lines are the capture's
 * events as QEMU prints them; those of one event are the bundled capture's, as another one need not
 * have it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class LogDecodeBenchmark {

  /** Lines of one event: so many of the capture's, again and again. */
  private static final int LINES = 4096;

  private byte[] log;
  private byte[] lines;
  private final HandWritten byHand = new HandWritten();
  private Decoder ofAll;
  private Decoder ofOne;

  /** From lines to values. */
  private static final class Decoder {
    private final LogReader reader;
    private final EventsOnly sink;
    private long result;

    Decoder(Definitions definitions) {
      var transcoders = new EventTranscoders(definitions);
      var encoder =
          new TypedEventEncoder(transcoders, new Origin("host-1.example", "vm-4711", 0, 0));
      reader = new LogReader(definitions);
      sink = new EventsOnly(event -> result += encoder.encode(event, 42));
    }

    long decode(byte[] log) {
      reader.read(log, 0, log.length, true, sink);
      return result;
    }
  }

  @Setup
  public void render() throws IOException {
    var capture = Capture.load();
    log = render(capture);
    ofAll = new Decoder(capture.definitions());
    var bundled = Capture.bundled();
    lines = repeat(HandWritten.linesOf(render(bundled)));
    ofOne = new Decoder(bundled.definitions());
    System.out.println(log.length / Capture.EVENTS + " bytes per line");
  }

  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public long lineToFramedAvro() {
    return ofAll.decode(log);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long lineOfOneEventToFramedAvro() {
    return ofOne.decode(lines);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long lineOfOneEventByHand() {
    return byHand.read(lines);
  }

  private static byte[] repeat(byte[] some) {
    var all = new ByteArrayOutputStream();
    for (int at = 0, count = 0; count < LINES; count++) {
      int next = at;
      while (some[next++] != '\n') {
        // on to the line's end
      }
      all.write(some, at, next - at);
      at = next == some.length ? 0 : next;
    }
    return all.toByteArray();
  }

  private static byte[] render(Capture capture) {
    var out = new GrowableBytes(1 << 20);
    var renderers = new HashMap<Integer, LogTextRenderer>();
    var micros = new AtomicLong();
    var lines =
        new EventsOnly(
            event -> {
              var stamp = stamp(micros.addAndGet(17)).getBytes(StandardCharsets.US_ASCII);
              out.put(stamp, 0, stamp.length);
              renderers
                  .computeIfAbsent(
                      event.definition,
                      i -> LogTextRenderer.compile(capture.definitions().events().get(i)))
                  .render(event, out);
            });
    var simple = new SimpleReader(capture.definitions());
    simple.read(capture.mapping(), 0, capture.mapping().length, true, lines);
    simple.read(capture.events(), 0, capture.events().length, true, lines);
    return Arrays.copyOf(out.array(), out.size());
  }

  private static String stamp(long micros) {
    return "2026-07-01T12:%02d:%02d.%06dZ "
        .formatted(micros / 60_000_000 % 60, micros / 1_000_000 % 60, micros % 1_000_000);
  }
}
