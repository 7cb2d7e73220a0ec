package io.qtrace.aggregation.window;

import io.qtrace.aggregation.measure.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The windows of one aggregation and one VM, of all lengths. They run on the VM's own time. Not
 * thread-safe.
 */
public final class AggregationWindows {

  /** Whose results these are, and how long after its end a window takes events. */
  public record Settings(String vm, String host, Duration grace) {}

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<OpenWindows> lengths = new ArrayList<>();
  private final long graceMs;
  private long nextCloseMs = Long.MIN_VALUE;
  private long late;
  private long failed;

  public AggregationWindows(Shape shape, Settings settings, Consumer<Result> results) {
    graceMs = settings.grace.toMillis();
    for (var spec : shape.aggregation().windows()) {
      lengths.add(
          new OpenWindows(
              shape,
              spec,
              window -> new WindowResults(settings.vm, settings.host, window).to(results)));
    }
  }

  /** How many events were too late for a window. */
  public long late() {
    return late;
  }

  /** How many events had no exact value. */
  public long failed() {
    return failed;
  }

  /** Counts an event in the windows of its time. */
  public void add(TraceClock clock, long epochNs, GroupKey key, List<Sample> values) {
    boolean isLate = false;
    for (var windows : lengths) {
      if (!windows.add(epochNs, key, values)) {
        isLate = true;
        windows.countLate(clock.nowNs());
      }
    }
    late += isLate ? 1 : 0;
  }

  /** An event has no exact value, and is in no group. */
  public void fail(long epochNs) {
    failed++;
    lengths.forEach(windows -> windows.each(epochNs, window -> window.failed++));
  }

  /** Events were lost. */
  public void lost(TraceClock clock, long count) {
    if (clock.hasTime()) {
      lengths.forEach(windows -> windows.lost(clock.nowNs(), count));
    }
  }

  /** The event stands near behind a loss. */
  public void behindLoss(long epochNs) {
    lengths.forEach(windows -> windows.behindLoss(epochNs));
  }

  /** Closes the windows that ended before now by the grace. */
  public void close(TraceClock clock) {
    long untilMs = Math.floorDiv(clock.nowNs(), NANOS_PER_MILLI) - graceMs;
    if (untilMs < nextCloseMs) {
      return;
    }
    nextCloseMs = Long.MAX_VALUE;
    for (var windows : lengths) {
      nextCloseMs = Math.min(nextCloseMs, windows.closeUntil(untilMs));
    }
  }

  /** Closes all: nothing comes any more. */
  public void closeAll() {
    lengths.forEach(OpenWindows::closeAll);
  }
}
