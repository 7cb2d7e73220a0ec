package io.qtrace.bench;

import io.qtrace.cli.format.RawEventJson;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.SimpleReader;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.render.SimpletraceRenderer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 * Time per event from raw records to text; reading them, as in SimpleDecodeBenchmark.readOnly, is
 * included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class RenderBenchmark {

  private final GrowableBytes out = new GrowableBytes(1 << 23);
  private Capture capture;
  private SimpleReader reader;
  private SimpletraceRenderer simpletrace;
  private LogTextRenderer[] text;
  private RawEventJson json;

  @Setup
  public void load() throws IOException {
    capture = Capture.load();
    reader = new SimpleReader(capture.definitions());
    reader.read(capture.mapping(), 0, capture.mapping().length, true, new EventsOnly(event -> {}));
    simpletrace = new SimpletraceRenderer(capture.definitions().events());
    text =
        capture.definitions().events().stream()
            .map(LogTextRenderer::compile)
            .toArray(LogTextRenderer[]::new);
    json = new RawEventJson(capture.definitions().events(), "host-1", "vm-7");
  }

  /** What QEMU's simpletrace.py prints. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public int rawToSimpletrace() {
    return read(event -> simpletrace.event(event, out));
  }

  /** What QEMU's log backend prints. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public int rawToText() {
    return read(event -> text[event.definition].render(event, out));
  }

  /** What {@code decode --format json} prints. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public int rawToJson() {
    return read(event -> json.write(event, event.timestampNs, out));
  }

  private int read(Consumer<RawEvent> handler) {
    out.clear();
    reader.read(capture.events(), 0, capture.events().length, true, new EventsOnly(handler));
    return out.size();
  }
}
