package io.qtrace.bench;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.render.SimpletraceRenderer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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

  @Setup
  public void load() throws IOException {
    capture = Capture.load();
    reader = new SimpleReader(capture.definitions());
    reader.read(capture.mapping(), 0, capture.mapping().length, true, new Simpletrace());
    simpletrace = new SimpletraceRenderer(capture.definitions().events());
    text =
        capture.definitions().events().stream()
            .map(LogTextRenderer::compile)
            .toArray(LogTextRenderer[]::new);
  }

  /** What QEMU's simpletrace.py prints. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public int rawToSimpletrace() {
    return read(new Simpletrace());
  }

  /** What QEMU's log backend prints. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public int rawToText() {
    return read(new Text());
  }

  private int read(RawRecordHandler handler) {
    out.clear();
    reader.read(capture.events(), 0, capture.events().length, true, handler);
    return out.size();
  }

  private final class Simpletrace implements RawRecordHandler {
    @Override
    public void event(RawEvent event) {
      simpletrace.event(event, out);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      simpletrace.dropped(timestampNs, pid, count, out);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      throw new IllegalStateException(detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }

  private final class Text implements RawRecordHandler {
    @Override
    public void event(RawEvent event) {
      text[event.definition].render(event, out);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      throw new IllegalStateException(detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
