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
  public long event(TracePoint point, QemuThread thread, long nowNs, Values values) {
    long stampNs = thread.stamp(nowNs, delayNs());
    var event = encoded(point, thread, values);
    if (event != null) {
      event.change = null;
      record(event, stampNs, nowNs);
    }
    return stampNs;
  }

  @Override
  public long stateChange(QemuThread thread, long nowNs, Values values, Change change) {
    long stampNs = thread.stamp(nowNs, delayNs());
    var event = encoded(TracePoint.STATE_CHANGE, thread, values);
    if (event != null) {
      event.change = change;
      record(event, stampNs, nowNs);
    }
    return stampNs;
  }

  /** The event, but for its times and what it changed; null if it is not traced. */
  private @Nullable Recorded encoded(TracePoint point, QemuThread thread, Values values) {
    var code = codes.get(point);
    if (code == null) {
      return null;
    }
    if (recorded == null) {
      recorded = new Recorded(code, thread);
    }
    recorded.code = code;
    recorded.thread = thread;
    recorded.length = code.encode(values, recorded.arguments, 0);
    return recorded;
  }

  private void record(Recorded event, long stampNs, long nowNs) {
    event.stampNs = stampNs;
    event.nowNs = nowNs;
    try {
      backend.record(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
