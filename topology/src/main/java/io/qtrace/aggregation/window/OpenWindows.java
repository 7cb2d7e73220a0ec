package io.qtrace.aggregation.window;

import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.window.AggregationWindows.Span;
import io.qtrace.window.Times;
import io.qtrace.window.WindowSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one length of one aggregation that are open. Each is handed out once: none is
 * opened again. Not thread-safe.
 */
final class OpenWindows {

  /** So many overlap and wait for late events; more have damaged times, ahead. */
  private static final int MOST = 4096;

  /** So many windows of a time in which nothing was traced are counted. */
  private static final int MOST_OF_A_SPAN = 60;

  private static final long OWN_BYTES = 512;
  private static final long WINDOW_BYTES = 512;

  private final Shape shape;
  private final long groupBytes;
  private final WindowSpec spec;
  private final Consumer<GroupWindow> closed;
  private final Losses losses = new Losses();
  private final TreeMap<Long, GroupWindow> windows = new TreeMap<>();

  /** Those that begin earlier are another's, and so are those that begin at the end or later. */
  private long fromMs = Long.MIN_VALUE;

  private long toMs = Long.MAX_VALUE;

  /** Windows that end then or before are closed. */
  private long closedUntilMs = Long.MIN_VALUE;

  /** Windows that begin then or later had to make room, and are not opened again. */
  private long crowdedFromMs = Long.MAX_VALUE;

  /** The one that the last events were in, which the next ones mostly are in, too. */
  private @Nullable GroupWindow recent;

  OpenWindows(Shape shape, WindowSpec spec, Consumer<GroupWindow> closed) {
    this.shape = shape;
    this.groupBytes = shape.groupBytes();
    this.spec = spec;
    this.closed = closed;
  }

  WindowSpec spec() {
    return spec;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  /** What they take up in memory, about: a text or a sketch may have more. */
  long memoryBytes() {
    long groups = 0;
    for (var window : windows.values()) {
      groups += window.groups.size();
    }
    return OWN_BYTES + windows.size() * WINDOW_BYTES + groups * groupBytes;
  }

  /** Whether it has an end, and no window can be opened any more. */
  boolean isOver() {
    return windows.isEmpty()
        && toMs != Long.MAX_VALUE
        && (toMs <= fromMs || closedUntilMs >= toMs - spec.advanceMs() + spec.sizeMs());
  }

  /** Where it ends; where it begins if it has no end; long ago if it has neither. */
  long lastEditMs() {
    return toMs == Long.MAX_VALUE ? fromMs : toMs;
  }

  /** Whether that window has events. */
  boolean isOpen(long startMs) {
    return windows.containsKey(startMs);
  }

  /** It has no windows that begin earlier. */
  void from(long startMs) {
    fromMs = startMs;
  }

  /** It has no windows that begin then or later; events have ended those that are there. */
  void to(long startMs) {
    toMs = startMs;
    while (!windows.isEmpty() && windows.lastKey() >= startMs) {
      cutShort(windows.pollLastEntry().getValue());
    }
  }

  /** Adds to the windows of a pane; false if one of them is closed. */
  boolean add(PaneSums sums) {
    return each(sums.startMs(), window -> window.merge(sums));
  }

  /** Does something to all windows of a time; false if one of them is closed. */
  boolean each(long ms, Consumer<GroupWindow> to) {
    boolean isWhole = true;
    for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
      if (start < fromMs || start >= toMs) {
        continue;
      }
      var window = window(start);
      if (window == null) {
        isWhole = false;
      } else {
        to.accept(window);
      }
    }
    return isWhole;
  }

  /**
   * Does something to the windows of a span of time that can be open, with how many nanoseconds of
   * it lie in them: to those that it begins in, and to the last behind them.
   */
  void eachOf(Span span, ObjLongConsumer<GroupWindow> to) {
    long beginMs = Times.ms(span.fromNs());
    long last = spec.lastStart(Times.ms(span.toNs() - 1));
    long firstOfMany = last - (MOST_OF_A_SPAN - 1) * spec.advanceMs();
    long start = spec.lastStart(beginMs) - spec.sizeMs() + spec.advanceMs();
    while (start <= last) {
      var window = start < fromMs || start >= toMs ? null : window(start);
      if (window != null) {
        to.accept(window, span.inside(window));
      }
      start += spec.advanceMs();
      start = start > beginMs ? Math.max(start, firstOfMany) : start;
    }
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
      window = GroupWindow.of(shape, spec, startMs);
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

  /** Events were too late for a window: the one that is current says so, if it is there. */
  void countLate(long nowNs, long events) {
    var current = windows.get(spec.lastStart(Times.ms(nowNs)));
    if (current != null) {
      current.lateEvents += events;
    }
  }

  /** Events were lost, some time since the loss before. */
  void lost(long nowNs, long count) {
    long sinceMs = losses.lastMs();
    losses.add(Times.ms(nowNs), count);
    for (var window : windows.values()) {
      if (window.endMs() > sinceMs) {
        losses.markLast(window);
      }
    }
  }

  /** What is now stands so near behind a loss that others of its windows may be lost. */
  void behindLoss(long nowNs) {
    long ms = Times.ms(nowNs);
    losses.reach(ms);
    for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
      var window = windows.get(start);
      if (window != null) {
        losses.markLast(window);
      }
    }
  }

  /** Closes the windows that ended by now; returns when the next one ends. */
  long closeUntil(long nowMs) {
    closeEnded(spec.lastStart(nowMs - spec.sizeMs()) + spec.sizeMs());
    return closedUntilMs + spec.advanceMs();
  }

  private void closeEnded(long untilMs) {
    closedUntilMs = Math.max(closedUntilMs, untilMs);
    while (!windows.isEmpty() && windows.firstKey() + spec.sizeMs() <= closedUntilMs) {
      close(windows.pollFirstEntry().getValue());
    }
    losses.forget(closedUntilMs - spec.sizeMs());
  }

  /**
   * Closes all: nothing comes any more. Should something come, neither the window of now nor those
   * right behind it are opened again; others had damaged times.
   */
  void closeAll(long nowMs) {
    long last = spec.lastStart(nowMs);
    while (windows.containsKey(last + spec.advanceMs())) {
      last += spec.advanceMs();
    }
    closeEnded(last + spec.sizeMs());
    closeAll();
  }

  /** Closes all, and no time is known. */
  void closeAll() {
    while (!windows.isEmpty()) {
      close(windows.pollFirstEntry().getValue());
    }
  }

  /** Closes all before their time. */
  void cutShort() {
    while (!windows.isEmpty()) {
      cutShort(windows.pollFirstEntry().getValue());
    }
  }

  private void cutShort(GroupWindow window) {
    window.isCutShort = true;
    close(window);
  }

  void encode(DataOutput out) throws IOException {
    out.writeLong(fromMs);
    out.writeLong(toMs);
    out.writeLong(closedUntilMs);
    out.writeLong(crowdedFromMs);
    losses.encode(out);
    Numbers.write(out, windows.size());
    for (var window : windows.values()) {
      window.encode(out);
    }
  }

  void decode(DataInput in) throws IOException {
    fromMs = in.readLong();
    toMs = in.readLong();
    closedUntilMs = in.readLong();
    crowdedFromMs = in.readLong();
    losses.decode(in);
    for (long left = Numbers.read(in); left > 0; left--) {
      var window = GroupWindow.decode(in, shape, spec);
      windows.put(window.startMs, window);
    }
  }
}
