package io.qtrace.simulator.qemu;

import io.qtrace.simulator.build.EventCode;
import io.qtrace.simulator.event.Change;
import io.qtrace.simulator.event.QemuThread;
import io.qtrace.simulator.event.TracePoint;
import io.qtrace.simulator.event.Tracer;
import io.qtrace.simulator.event.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The tracing layer of one process, and the files it writes. Not thread-safe. */
public final class QemuTracer implements Tracer, AutoCloseable {

  /** Between a look at the clock and the event's place in the trace, if nothing comes between. */
  private static final int MOST_DELAY_NS = 1500;

  private static final int PARTS = 1 << 20;

  private final Map<TracePoint, EventCode> codes = new EnumMap<>(TracePoint.class);
  private final Output output;
  private final Backend backend;
  private final SplittableRandom random;
  private final int preempted;
  private @Nullable Recorded recorded;

  public QemuTracer(TracedProcess process, TracingOptions options) throws IOException {
    for (var point : TracePoint.values()) {
      process.build().code(point).ifPresent(code -> codes.put(point, code));
    }
    this.random = process.random();
    this.preempted = (int) (options.preempted() * PARTS);
    this.output = new Output(process, options.isLog(), options.mostBytes());
    this.backend =
        options.isLog()
            ? new LogBackend(process, options.prefix(), output)
            : new SimpleBackend(process, options.ring(), output);
  }

  @Override
  public boolean traces(TracePoint point) {
    return codes.containsKey(point);
  }

  @Override
  public long event(
      TracePoint point, QemuThread thread, long nowNs, Values values, @Nullable Change change) {
    long stampNs = thread.stamp(nowNs, delayNs());
    var code = codes.get(point);
    if (code == null) {
      return stampNs;
    }
    if (recorded == null) {
      recorded = new Recorded(code, thread);
    }
    var event = recorded;
    event.code = code;
    event.thread = thread;
    event.stampNs = stampNs;
    event.nowNs = nowNs;
    event.change = change;
    event.length = code.encode(values, event.arguments, 0);
    try {
      backend.record(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stampNs;
  }

  private long delayNs() {
    boolean isPreempted = random.nextInt(PARTS) < preempted;
    return random.nextInt(isPreempted ? TracingOptions.MOST_PREEMPTED_NS : MOST_DELAY_NS);
  }

  /** The process ends by itself. */
  public void exit(long nowNs) throws IOException {
    backend.exit(nowNs);
  }

  /** The process is killed. */
  public void kill() throws IOException {
    backend.kill();
  }

  /** What was written, in the order in which it was; complete once the process has ended. */
  public List<TraceFacts> files() {
    return List.copyOf(output.finished());
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
