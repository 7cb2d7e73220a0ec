package io.qtrace.conversion.window;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.life.Mark;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.window.ComingTime;
import io.qtrace.window.Times;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one VM, of all lengths: in which of them a conversion is counted, and when they
 * are closed. They run on the VM's own time. Not thread-safe.
 */
public final class Windows {

  /** So many of a length overlap and wait for late events; more have damaged times, ahead. */
  public static final int MAX_OPEN = 4096;

  private final List<WindowSpec> specs;
  private final Consumer<VmWindow> closed;
  private final long graceMs;

  /** By specification, in their order. */
  private final List<OpenWindows> open = new ArrayList<>();

  /** What the host's clock showed at least. */
  private final HostClock hostClock;

  private final ComingTime time = new ComingTime();

  /** No window is to be closed before. */
  private long nextCloseMs = Long.MIN_VALUE;

  /** Number of losses so far, and what is known of the last one. */
  private long losses;

  private long lostEvents;
  private long lastLossMs = Long.MIN_VALUE;

  /**
   * None is open yet.
   *
   * @param grace how long after its end a window takes events
   * @param futureLimit how far ahead of the host's clock a window may begin, where that is known
   * @param closed takes each window once, when it is closed
   */
  public Windows(
      List<WindowSpec> specs, Duration grace, Duration futureLimit, Consumer<VmWindow> closed) {
    this.specs = specs;
    this.closed = closed;
    this.graceMs = grace.toMillis();
    this.hostClock = new HostClock(futureLimit);
    specs.forEach(spec -> open.add(new OpenWindows(spec, closed)));
  }

  public boolean areOpen() {
    return !open.stream().allMatch(OpenWindows::isEmpty);
  }

  public HostClock hostClock() {
    return hostClock;
  }

  /** Comes to this time, unless it is there already. */
  public boolean comeTo(long epochNs) {
    return time.comeTo(epochNs);
  }

  /**
   * Closes those that ended before now by the grace.
   *
   * @param expire is told the end of those that are about to be closed, in nanoseconds: what is to
   *     be counted in them has to be counted now
   */
  public void close(LongConsumer expire) {
    long untilMs = time.nowMs() - graceMs;
    if (untilMs < nextCloseMs) {
      return;
    }
    nextCloseMs = Long.MAX_VALUE;
    for (var windows : open) {
      var spec = windows.spec;
      long next = spec.lastStart(untilMs - spec.sizeMs()) + spec.sizeMs();
      nextCloseMs = Math.min(nextCloseMs, next + spec.advanceMs());
      if (!windows.isClosedUntil(next)) {
        expire.accept(Times.ns(next));
        windows.closeUntil(next);
      }
    }
  }

  /** Closes all: nothing comes any more. */
  public void closeAll() {
    for (var windows : open) {
      windows.closeAll();
      if (time.isKnown()) {
        long start = windows.spec.lastStart(time.nowMs());
        windows.openNoneUntil(start + windows.spec.sizeMs());
      }
    }
  }

  /** Events were lost: the next conversions may lack some. */
  public void lost(long count) {
    losses++;
    lostEvents = count;
  }

  /** Marks the windows in which the last loss may have been: those since the loss before. */
  public void markLoss() {
    if (!time.isKnown()) {
      return;
    }
    long nowMs = time.nowMs();
    for (var windows : open) {
      var current = windows.get(windows.spec.lastStart(nowMs), hostClock.lastStartMs());
      if (current != null) {
        current.lost(losses, lostEvents);
      }
      windows.endingAfter(lastLossMs).forEach(window -> window.lost(losses, lostEvents));
    }
    lastLossMs = nowMs;
  }

  /**
   * Counts a conversion.
   *
   * @param sharedBefore shared bytes of its block before it
   * @param vcpu that made it; negative if that is not certain
   * @return why a window that it belongs to does not have it; null if all do
   */
  public @Nullable Late count(Attributed conversion, long sharedBefore, int vcpu) {
    long ms = Times.ms(conversion.event().epochNs());
    long lastStartMs = lastStartMs(ms);
    Late late = null;
    for (var windows : open) {
      var spec = windows.spec;
      Late lateHere = null;
      for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
        var window = windows.get(start, lastStartMs);
        if (window != null) {
          window.add(conversion, sharedBefore, vcpu);
          markLoss(conversion, window);
        } else if (lateHere == null) {
          lateHere = windows.late(start, lastStartMs);
        }
      }
      if (lateHere != null) {
        countLate(windows);
        late = late == null ? lateHere : late;
      }
    }
    return late;
  }

  /**
   * None that begins later is opened for an event. For one whose time is not believed none is: it
   * would be ahead of the VM's time, which does not come to it, and be opened again after it was
   * closed.
   */
  private long lastStartMs(long ms) {
    long lastStartMs = hostClock.lastStartMs();
    return ms > lastStartMs ? Long.MIN_VALUE : lastStartMs;
  }

  private void markLoss(Attributed conversion, VmWindow window) {
    if (conversion.isBehindLoss()) {
      window.lost(losses, lostEvents);
    }
  }

  /** In the window that is current by the VM's time, or else by its host's. */
  private void countLate(OpenWindows windows) {
    long nowMs = time.isKnown() ? time.nowMs() : hostClock.atLeastMs();
    if (!time.isKnown() && !hostClock.isKnown()) {
      return;
    }
    var current = windows.get(windows.spec.lastStart(nowMs), hostClock.lastStartMs());
    if (current != null) {
      current.lateEvents++;
    }
  }

  /** What was counted for its block is not certain: windows that are open forget it. */
  public void correct(Attributed conversion) {
    long ms = Times.ms(conversion.event().epochNs());
    for (var windows : open) {
      var spec = windows.spec;
      boolean isLate = false;
      for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
        var window = windows.get(start, lastStartMs(ms));
        if (window != null) {
          window.correct(conversion);
        } else {
          isLate = true;
        }
      }
      if (isLate) {
        countLate(windows);
      }
    }
  }

  /**
   * Counts a request that was refused in the windows of its time; it may be known only when those
   * are closed.
   */
  public void refused(Refused one) {
    inEach(timeOf(one), window -> window.add(one.reason()));
  }

  /** When it was, in nanoseconds; by the VM's time if it does not say. */
  public long timeOf(Refused one) {
    return one.epochNs() == MemoryEvent.Requested.NO_TIME ? time.nowNs() : one.epochNs();
  }

  /** Marks the windows of that time. */
  public void mark(Mark mark, long epochNs) {
    inEach(epochNs, window -> window.marks[mark.code()]++);
  }

  /** Tells the windows of that time that are open. */
  private void inEach(long epochNs, Consumer<VmWindow> told) {
    long ms = Times.ms(epochNs);
    for (var windows : open) {
      var spec = windows.spec;
      for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
        var window = windows.get(start, lastStartMs(ms));
        if (window != null) {
          told.accept(window);
        }
      }
    }
  }

  public void encodeTime(SnapshotWriter out) throws IOException {
    out.writeBoolean(time.isKnown());
    out.writeLong(time.nowNs());
    hostClock.encode(out);
    out.writeLong(losses);
    out.writeLong(lostEvents);
  }

  public void decodeTime(SnapshotReader in) throws IOException {
    time.set(in.readBoolean(), in.readLong());
    if (in.isSince(3)) {
      hostClock.decode(in);
    }
    losses = in.readLong();
    lostEvents = in.readLong();
  }

  public void encodeLastLoss(SnapshotWriter out) throws IOException {
    out.writeLong(lastLossMs);
  }

  public void decodeLastLoss(SnapshotReader in) throws IOException {
    lastLossMs = in.readLong();
  }

  public void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(open, windows -> windows.encode(out, map));
  }

  /** Reads what {@link #encode} wrote, but for windows that nobody wants any more. */
  public void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(
        () -> {
          var spec = new WindowSpec(in.readLong(), in.readLong());
          int index = specs.indexOf(spec);
          var windows = index >= 0 ? open.get(index) : new OpenWindows(spec, closed);
          windows.decode(in, map);
        });
  }
}
