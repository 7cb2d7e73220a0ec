package io.qtrace.bench;

import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
 * Time per line from a log with ISO time stamps to framed Avro values. The lines are the capture's
 * events as QEMU prints them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class LogDecodeBenchmark {

  private byte[] log;
  private LogReader reader;
  private TypedEventEncoder encoder;

  @Setup
  public void render() throws IOException {
    var capture = Capture.load();
    var render = new Render(capture);
    var simple = new SimpleReader(capture.definitions());
    simple.read(capture.mapping(), 0, capture.mapping().length, true, render);
    simple.read(capture.events(), 0, capture.events().length, true, render);
    log = Arrays.copyOf(render.out.array(), render.out.size());
    reader = new LogReader(capture.definitions());
    encoder =
        new TypedEventEncoder(
            new EventTranscoders(capture.definitions()), "host-1.example", "vm-4711", 0, 0);
    System.out.println(log.length / Capture.EVENTS + " bytes per line");
  }

  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public long lineToFramedAvro() {
    var handler = new Encode();
    reader.read(log, 0, log.length, true, handler);
    return handler.result;
  }

  private final class Encode implements RawRecordHandler {
    private long result;

    @Override
    public void event(RawEvent event) {
      result += encoder.encode(event, 42);
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

  private static final class Render implements RawRecordHandler {
    private final Capture capture;
    private final GrowableBytes out = new GrowableBytes(1 << 20);
    private final LogTextRenderer[] renderers;
    private long micros;

    private Render(Capture capture) {
      this.capture = capture;
      this.renderers = new LogTextRenderer[capture.definitions().events().size()];
    }

    @Override
    public void event(RawEvent event) {
      if (renderers[event.definition] == null) {
        renderers[event.definition] =
            LogTextRenderer.compile(capture.definitions().events().get(event.definition));
      }
      micros += 17;
      var stamp =
          "2026-07-01T12:%02d:%02d.%06dZ "
              .formatted(micros / 60_000_000 % 60, micros / 1_000_000 % 60, micros % 1_000_000);
      var bytes = stamp.getBytes(StandardCharsets.US_ASCII);
      out.put(bytes, 0, bytes.length);
      renderers[event.definition].render(event, out);
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
