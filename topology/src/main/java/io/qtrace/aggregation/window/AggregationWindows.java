package io.qtrace.aggregation.window;

import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.window.Times;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Windows that begin at multiples of how far they advance, of all lengths. Not thread-safe. */
public final class AggregationWindows implements VmWindows {

  /**
   * A span of time that a thing was in a state.
   *
   * @param isSure false: something may have happened in it that nobody knows of
   */
  public record Span(long fromNs, long toNs, boolean isSure) {

    public boolean isEmpty() {
      return toNs <= fromNs;
    }

    /** How many nanoseconds of it lie in a window; none or less if it lies beside it. */
    long inside(GroupWindow window) {
      return Math.min(toNs, Times.ns(window.endMs())) - Math.max(fromNs, Times.ns(window.startMs));
    }
  }

  private final Shape shape;
  private final List<OpenWindows> lengths = new ArrayList<>();
  private final long graceMs;
  private final long paneMs;
  private long nextCloseMs = Long.MIN_VALUE;
  private long late;
  private long failed;

  AggregationWindows(Shape shape, long graceMs, Consumer<GroupWindow> closed) {
    this.shape = shape;
    this.graceMs = graceMs;
    this.paneMs = shape.paneMs();
    for (var spec : shape.aggregation().windows()) {
      lengths.add(new OpenWindows(shape, spec, closed));
    }
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public long late() {
    return late;
  }

  @Override
  public long failed() {
    return failed;
  }

  @Override
  public boolean areOpen() {
    return !lengths.stream().allMatch(OpenWindows::isEmpty);
  }

  @Override
  public long memoryBytes() {
    return lengths.stream().mapToLong(OpenWindows::memoryBytes).sum();
  }

  @Override
  public void add(TraceClock clock, PaneSums sums) {
    boolean isLate = false;
    for (var windows : lengths) {
      if (!windows.add(sums)) {
        isLate = true;
        windows.countLate(clock.nowNs(), sums.events());
      }
    }
    late += isLate ? sums.events() : 0;
    failed += sums.failed();
  }

  /** Counts what a pair or a state lacks in the windows of that time. */
  public void lack(TraceClock clock, long ms, Lack what) {
    for (var windows : lengths) {
      if (!windows.each(ms, window -> window.lack(what, 1))) {
        windows.countLate(clock.nowNs(), 1);
      }
    }
  }

  /** Opens the windows of that time, if they can be: what is lost from now on is lost in them. */
  public void open(long ms) {
    lengths.forEach(windows -> windows.each(ms, window -> {}));
  }

  /** Counts an event that came too late to count. */
  public void late(TraceClock clock) {
    late++;
    lengths.forEach(windows -> windows.countLate(clock.nowNs(), 1));
  }

  /**
   * Counts a span of time in the windows that it lies in, but for those that have ended. Of those
   * that lie wholly in a long one, only the last are counted.
   *
   * @param sums of so many nanoseconds
   */
  public void add(Span span, LongFunction<PaneSums> sums) {
    for (var windows : lengths) {
      windows.eachOf(span, (window, ns) -> add(window, ns, span.isSure(), sums));
    }
  }

  /** Counts a span of time in those windows alone that an event is in. */
  public void addAt(long ms, Span span, LongFunction<PaneSums> sums) {
    for (var windows : lengths) {
      windows.each(ms, window -> add(window, span.inside(window), span.isSure(), sums));
    }
  }

  private static void add(
      GroupWindow window, long ns, boolean isSure, LongFunction<PaneSums> sums) {
    if (ns <= 0) {
      return;
    }
    window.merge(sums.apply(ns));
    if (!isSure) {
      window.lack(Lack.UNSURE, ns);
    }
  }

  /** How long after its end a window takes events. */
  public long graceMs() {
    return graceMs;
  }

  /** Where the last pane ends that no event is counted in any more. */
  public long overMs(TraceClock clock) {
    return Math.floorDiv(Times.ms(clock.nowNs()) - graceMs, paneMs) * paneMs;
  }

  @Override
  public void lost(TraceClock clock, long count) {
    if (clock.hasTime()) {
      lengths.forEach(windows -> windows.lost(clock.nowNs(), count));
    }
  }

  @Override
  public void behindLoss(TraceClock clock) {
    lengths.forEach(windows -> windows.behindLoss(clock.nowNs()));
  }

  @Override
  public void close(TraceClock clock) {
    long untilMs = Times.ms(clock.nowNs()) - graceMs;
    if (untilMs < nextCloseMs) {
      return;
    }
    nextCloseMs = Long.MAX_VALUE;
    for (var windows : lengths) {
      nextCloseMs = Math.min(nextCloseMs, windows.closeUntil(untilMs));
    }
  }

  @Override
  public void closeAll(TraceClock clock) {
    if (clock.hasTime()) {
      lengths.forEach(windows -> windows.closeAll(Times.ms(clock.nowNs())));
    } else {
      lengths.forEach(OpenWindows::closeAll);
    }
  }

  @Override
  public void cutShort() {
    lengths.forEach(OpenWindows::cutShort);
  }

  @Override
  public void beginBehind(TraceClock clock, List<VmWindows> before) {
    for (var windows : lengths) {
      windows.from(beginning(windows, clock, before));
    }
  }

  @Override
  public void endBefore(TraceClock clock, List<VmWindows> before) {
    for (var windows : lengths) {
      windows.to(beginning(windows, clock, before));
    }
  }

  @Override
  public boolean areOver() {
    return lengths.stream().allMatch(OpenWindows::isOver);
  }

  /**
   * The first start that is further ahead of the clock than events may be late, and behind where an
   * edit before this one begins: events of threads come out of order, so nobody knows whether a
   * window right behind the clock has begun. Further ones that have begun have damaged times.
   */
  private long beginning(OpenWindows of, TraceClock clock, List<VmWindows> before) {
    long advanceMs = of.spec().advanceMs();
    long start = clock.startAheadMs(graceMs, advanceMs);
    var alike =
        before.stream()
            .filter(AggregationWindows.class::isInstance)
            .flatMap(windows -> ((AggregationWindows) windows).lengths.stream())
            .filter(windows -> windows.spec().equals(of.spec()))
            .toList();
    for (var windows : alike) {
      start = Math.max(start, windows.lastEditMs());
    }
    while (isOpen(start, alike)) {
      start += advanceMs;
    }
    return start;
  }

  private static boolean isOpen(long startMs, List<OpenWindows> any) {
    return any.stream().anyMatch(windows -> windows.isOpen(startMs));
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    for (var windows : lengths) {
      windows.encode(out);
    }
  }

  @Override
  public void decode(DataInput in) throws IOException {
    for (var windows : lengths) {
      windows.decode(in);
    }
  }
}
