package io.qtrace.aggregation.window;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.conversion.window.WindowSpec;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The windows of one length of one aggregation that are open. Not thread-safe. */
final class OpenWindows {

  /** So many overlap and wait for late events; more have damaged times, ahead. */
  private static final int MOST = 4096;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Shape shape;
  private final WindowSpec spec;
  private final Consumer<GroupWindow> closed;
  private final Losses losses = new Losses();
  private final TreeMap<Long, GroupWindow> windows = new TreeMap<>();

  /** Windows that end then or before are closed. */
  private long closedUntilMs = Long.MIN_VALUE;

  /** Windows that begin then or later had to make room, and are not opened again. */
  private long crowdedFromMs = Long.MAX_VALUE;

  /** The one that the last event was in, which the next one mostly is in, too. */
  private @Nullable GroupWindow recent;

  OpenWindows(Shape shape, WindowSpec spec, Consumer<GroupWindow> closed) {
    this.shape = shape;
    this.spec = spec;
    this.closed = closed;
  }

  /** What to do with the windows of a time. */
  @FunctionalInterface
  interface Action {
    void in(GroupWindow window);
  }

  /** Adds an event to the windows of its time; false if one of them is closed. */
  boolean add(long epochNs, GroupKey key, List<Sample> values) {
    return each(epochNs, window -> window.add(key, values));
  }

  /** Does something in each window of a time; false if one of them is closed. */
  boolean each(long epochNs, Action action) {
    long ms = Math.floorDiv(epochNs, NANOS_PER_MILLI);
    boolean isWhole = true;
    for (long start = lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
      var window = window(start);
      if (window == null) {
        isWhole = false;
      } else {
        action.in(window);
      }
    }
    return isWhole;
  }

  private long lastStart(long ms) {
    return Math.floorDiv(ms, spec.advanceMs()) * spec.advanceMs();
  }

  private @Nullable GroupWindow window(long startMs) {
    if (recent != null && recent.startMs == startMs) {
      return recent;
    }
    var window = windows.get(startMs);
    if (window == null) {
      if (startMs + spec.sizeMs() <= closedUntilMs
          || startMs >= crowdedFromMs
          || !hasRoom(startMs)) {
        return null;
      }
      window = new GroupWindow(shape, spec, startMs);
      losses.mark(window);
      windows.put(startMs, window);
    }
    recent = window;
    return window;
  }

  /** The last window makes room for an earlier one: damaged times lie far in the future. */
  private boolean hasRoom(long startMs) {
    if (windows.size() < MOST) {
      return true;
    }
    if (startMs > windows.lastKey()) {
      return false;
    }
    var last = windows.pollLastEntry().getValue();
    crowdedFromMs = Math.min(crowdedFromMs, last.startMs);
    close(last);
    return true;
  }

  private void close(GroupWindow window) {
    if (recent == window) {
      recent = null;
    }
    closed.accept(window);
  }

  /** An event was too late for a window: the one that is current says so, if it is there. */
  void countLate(long nowNs) {
    var current = windows.get(lastStart(Math.floorDiv(nowNs, NANOS_PER_MILLI)));
    if (current != null) {
      current.lateEvents++;
    }
  }

  /** Events were lost, some time since the loss before. */
  void lost(long nowNs, long count) {
    long ms = Math.floorDiv(nowNs, NANOS_PER_MILLI);
    long sinceMs = losses.lastMs();
    losses.add(ms, count);
    for (var window : windows.values()) {
      if (window.startMs + spec.sizeMs() > sinceMs) {
        losses.markLast(window);
      }
    }
  }

  /** The event stands so near behind a loss that others of its windows may be lost. */
  void behindLoss(long epochNs) {
    long ms = Math.floorDiv(epochNs, NANOS_PER_MILLI);
    for (long start = lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
      var window = windows.get(start);
      if (window != null) {
        losses.markLast(window);
      }
    }
  }

  /** Closes the windows that ended by now; returns when the next one ends. */
  long closeUntil(long nowMs) {
    long last = lastStart(nowMs - spec.sizeMs()) + spec.sizeMs();
    closedUntilMs = Math.max(closedUntilMs, last);
    while (!windows.isEmpty() && windows.firstKey() + spec.sizeMs() <= closedUntilMs) {
      close(windows.pollFirstEntry().getValue());
    }
    losses.forget(closedUntilMs - spec.sizeMs());
    return closedUntilMs + spec.advanceMs();
  }

  void closeAll() {
    while (!windows.isEmpty()) {
      close(windows.pollFirstEntry().getValue());
    }
  }
}
