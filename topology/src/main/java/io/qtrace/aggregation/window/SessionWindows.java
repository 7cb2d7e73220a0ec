package io.qtrace.aggregation.window;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.sum.Group;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.window.Sessions.Session;
import io.qtrace.window.Times;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Windows of events of a group that are near to each other. An event is in an open session for
 * certain if that reaches to it. Else it waits, by time, until the clock and the grace are past it,
 * for one before it may come yet. Not thread-safe.
 */
public final class SessionWindows implements VmWindows {

  private static final long OWN_BYTES = 512;
  private static final long FAR_MS = Times.ms(TraceClock.FAR_NS);

  private final Shape shape;
  private final Aggregation.Session of;
  private final long graceMs;
  private final long paneMs;
  private final Consumer<GroupWindow> closed;
  private final Losses losses = new Losses();
  private final Sessions sessions;
  private final WaitingEvents waiting;

  /** What comes of before that is late, unless its session is still open. */
  private long settledMs = Long.MIN_VALUE;

  /** Events that are earlier are another's, and so are those of the end or later. */
  private long fromMs = Long.MIN_VALUE;

  private long toMs = Long.MAX_VALUE;
  private boolean isCutShort;
  private long late;
  private long failed;

  SessionWindows(Shape shape, long graceMs, Consumer<GroupWindow> closed) {
    this.shape = shape;
    this.of = shape.aggregation().session().orElseThrow();
    this.graceMs = graceMs;
    this.paneMs = shape.paneMs();
    this.closed = closed;
    this.sessions = new Sessions(shape, of);
    this.waiting = new WaitingEvents(shape);
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
    return !sessions.isEmpty() || !waiting.isEmpty();
  }

  @Override
  public long memoryBytes() {
    return OWN_BYTES + (sessions.size() + waiting.groups()) * shape.groupBytes();
  }

  /**
   * Counts one event.
   *
   * @param sums of it alone
   */
  @Override
  public void add(TraceClock clock, PaneSums sums) {
    long ms = sums.startMs();
    failed += sums.failed();
    if (ms < fromMs || ms >= toMs) {
      return;
    }
    if (ms < settledMs) {
      sums.groups().forEach((key, group) -> addLate(ms, key, group, sums.events()));
      sessions.fail(ms, sums.failed());
    } else if (!isCertain(sums)) {
      await(sums);
    }
  }

  /** If it came too late for the session of its group that is open, that says so. */
  private void addLate(long ms, GroupKey key, Group group, long events) {
    if (sessions.add(ms, key, group)) {
      return;
    }
    late += events;
    var session = sessions.of(key);
    if (session != null) {
      session.lateEvents += events;
    }
  }

  /** Whether it is in an open session, where it has been counted then. */
  private boolean isCertain(PaneSums sums) {
    return sums.failed() == 0
        && sums.groups().entrySet().stream()
            .allMatch(one -> sessions.add(sums.startMs(), one.getKey(), one.getValue()));
  }

  /** As many groups may wait as may have sessions. */
  private void await(PaneSums sums) {
    waiting.add(sums);
    while (waiting.groups() > shape.aggregation().limits().groups()) {
      makeRoom();
    }
  }

  /** The first ones wait no longer; if all are far ahead their times are damaged, and one goes. */
  private void makeRoom() {
    if (settledMs == Long.MIN_VALUE || waiting.firstMs() - settledMs < FAR_MS) {
      closeEnded(waiting.firstMs());
      settle(waiting.takeFirst());
    } else {
      late += waiting.takeLast().events();
    }
  }

  private void settle(PaneSums sums) {
    long ms = sums.startMs();
    sums.groups().forEach((key, group) -> settle(ms, key, group));
    sessions.fail(ms, sums.failed());
  }

  private void settle(long ms, GroupKey key, Group group) {
    var before = sessions.of(key);
    while (before != null && before.endMs() <= ms) { // it waited no longer, see makeRoom
      close(before);
      before = sessions.of(key);
    }
    if (!sessions.add(ms, key, group) && !sessions.begin(ms, key, group)) {
      publish(sessions.alone(ms, key, group));
    }
  }

  @Override
  public void close(TraceClock clock) {
    long overMs = Math.floorDiv(Times.ms(clock.nowNs()) - graceMs, paneMs) * paneMs;
    if (overMs > settledMs) { // not more often: chunks do not end there for all
      settleBefore(overMs);
      settledMs = overMs;
      closeEnded(overMs < toMs ? overMs : Long.MAX_VALUE);
      forgetLosses();
    }
  }

  private void settleBefore(long untilMs) {
    while (waiting.haveBefore(untilMs)) {
      closeEnded(waiting.firstMs());
      settle(waiting.takeFirst());
    }
  }

  private void closeEnded(long untilMs) {
    for (var next = sessions.firstEnded(untilMs);
        next != null;
        next = sessions.firstEnded(untilMs)) {
      close(next);
    }
  }

  private void close(Session session) {
    sessions.remove(session);
    publish(session);
  }

  private void publish(Session session) {
    long endMs = session.startMs() < toMs ? Math.min(session.endMs(), toMs) : session.endMs();
    var window = new GroupWindow(shape, of.name(), session.startMs(), endMs);
    losses.mark(window);
    window.failed = session.failed;
    window.lateEvents = session.lateEvents;
    window.isCutShort = isCutShort || session.endMs() > toMs || mayHaveBegunBefore(session);
    if (session.key == null) {
      window.overflow = session.group;
      window.overflowKeys.merge(session.overflowKeys);
    } else {
      window.groups.put(session.key, session.group);
    }
    closed.accept(window);
  }

  /** Nobody knows what was right before this came into force. */
  private boolean mayHaveBegunBefore(Session session) {
    return fromMs != Long.MIN_VALUE && session.startMs() - fromMs < of.gap().toMillis();
  }

  private void forgetLosses() {
    losses.forget(Math.min(settledMs, sessions.firstStartMs()));
  }

  /** An open session may have been lost events of since the loss before. */
  @Override
  public void lost(TraceClock clock, long count) {
    if (clock.hasTime()) {
      losses.add(losses.lastMs(), paneMs(clock), count);
      behindLoss(clock);
    }
  }

  @Override
  public void behindLoss(TraceClock clock) {
    losses.reach(paneMs(clock) + paneMs - 1);
  }

  /** Where the pane begins: where the clock is in it depends on how chunks are cut. */
  private long paneMs(TraceClock clock) {
    return Math.floorDiv(Times.ms(clock.nowNs()), paneMs) * paneMs;
  }

  /** Should something come, it begins other sessions, unless it is before the last event. */
  @Override
  public void closeAll(TraceClock clock) {
    long trustedMs = Times.ms(clock.trustedNs(Times.ns(graceMs)));
    long lastMs = Math.max(waiting.lastMsUntil(trustedMs), sessions.lastMsUntil(trustedMs));
    settleBefore(Long.MAX_VALUE);
    closeEnded(Long.MAX_VALUE);
    settledMs = Math.max(settledMs, lastMs + 1);
    forgetLosses();
  }

  @Override
  public void cutShort() {
    isCutShort = true;
    settleBefore(Long.MAX_VALUE);
    closeEnded(Long.MAX_VALUE);
  }

  @Override
  public void beginBehind(TraceClock clock, List<VmWindows> before) {
    fromMs = beginning(clock, before);
  }

  /** What waits ahead has a damaged time. */
  @Override
  public void endBefore(TraceClock clock, List<VmWindows> before) {
    toMs = beginning(clock, before);
    while (waiting.haveFrom(toMs)) {
      late += waiting.takeLast().events();
    }
  }

  private long beginning(TraceClock clock, List<VmWindows> before) {
    long start = clock.startAheadMs(graceMs, paneMs);
    for (var windows : before) {
      if (windows instanceof SessionWindows other) {
        start = Math.max(start, other.toMs == Long.MAX_VALUE ? other.fromMs : other.toMs);
      }
    }
    return start;
  }

  @Override
  public boolean areOver() {
    return !areOpen() && toMs != Long.MAX_VALUE && (toMs <= fromMs || settledMs >= toMs);
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    out.writeLong(fromMs);
    out.writeLong(toMs);
    out.writeLong(settledMs);
    losses.encode(out);
    waiting.encode(out);
    sessions.encode(out);
  }

  @Override
  public void decode(DataInput in) throws IOException {
    fromMs = in.readLong();
    toMs = in.readLong();
    settledMs = in.readLong();
    losses.decode(in);
    waiting.decode(in);
    sessions.decode(in);
  }
}
