package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.memory.Changes.Change;
import io.qtrace.aggregation.memory.Things.Thing;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.aggregation.window.AggregationWindows.Span;
import io.qtrace.aggregation.window.Lack;
import io.qtrace.window.Times;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Knows in which state things are, for one aggregation and one VM, and counts their time in the
 * windows that it lies in. A thing is in a state from the event that says so until the next one of
 * the thing, by time: events are settled once the clock and the grace are past them. Not
 * thread-safe.
 */
final class StateTimes implements Memory {

  private final AggregationWindows windows;
  private final StateCounts counts;
  private final long paneMs;
  private final int mostThings;
  private final Things things = new Things();
  private final Changes changes = new Changes();
  private final QemuProcess process = new QemuProcess();

  /** What comes of before that is late. */
  private long settledNs = Long.MIN_VALUE;

  /** Things whose state is not known yet were in their initial state since. */
  private long beganNs;

  private boolean hasBegun;

  /** The last pane that began. */
  private long openedPane = Long.MIN_VALUE;

  private final Doubts doubts = new Doubts();

  StateTimes(Shape shape, AggregationWindows windows) {
    this.windows = windows;
    this.counts = new StateCounts(shape, windows);
    this.paneMs = shape.paneMs();
    this.mostThings = shape.aggregation().limits().starts();
  }

  @Override
  public long memoryBytes() {
    return things.memoryBytes() + changes.memoryBytes();
  }

  @Override
  public void occurred(TraceClock clock, Occurrence occurrence) {
    var change =
        new Change(occurrence.key.copy(), occurrence.pid, occurrence.epochNs, occurrence.kept());
    if (change.epochNs < settledNs) {
      late(clock, change);
      return;
    }
    windows.open(Times.ms(change.epochNs));
    changes.add(change);
    if (changes.size() > mostThings) {
      settle(clock, changes.takeFirst());
    }
  }

  /** The time until now is counted in the state before, but it is known what holds from now on. */
  private void late(TraceClock clock, Change change) {
    windows.late(clock);
    var before = things.find(change.by);
    if (before == null) {
      know(clock, change, settledNs);
    } else if (change.epochNs >= before.sinceNs) {
      know(clock, change, Math.max(settledNs, before.countedNs));
    }
  }

  private void settle(TraceClock clock, Change change) {
    if (process.isReplacedBy(change.pid, change.epochNs)) {
      beganNs = process.sinceNs();
      things.takeOthers(process.pid(), thing -> count(thing, beganNs));
    }
    var before = things.find(change.by);
    if (before == null) {
      long sinceNs = process.is(change.pid) ? beganNs : change.epochNs;
      countInitial(change, sinceNs);
      know(clock, change, change.epochNs);
    } else if (change.epochNs >= before.sinceNs) {
      count(before, change.epochNs);
      know(clock, change, before.countedNs);
    } else {
      windows.late(clock);
      return;
    }
    boolean isOther =
        before == null
            ? counts.isOtherThanInitial(change.kept)
            : counts.isOther(before.kept, change.kept);
    if (isOther) {
      counts.entered(clock, change);
    }
  }

  private void know(TraceClock clock, Change change, long countedNs) {
    var thing = new Thing(change, countedNs);
    thing.isUnsure = doubts.isUnsureWhenLate(change.epochNs);
    things.put(change.by, thing);
    if (things.size() > mostThings) {
      var forgotten = things.takeFirst();
      count(forgotten, change.epochNs);
      beganNs = Math.max(beganNs, forgotten.countedNs); // else it may be counted again
      windows.lack(clock, Times.ms(change.epochNs), Lack.FORGOTTEN);
    }
  }

  /** What was lost may have said the state that the thing was in until its first event. */
  private void countInitial(Change first, long sinceNs) {
    long sureNs = within(doubts.lossToNsBefore(first.epochNs), sinceNs, first.epochNs);
    counts.initialSpan(first, new Span(sinceNs, sureNs, false));
    counts.initialSpan(first, new Span(sureNs, first.epochNs, true));
  }

  /** Counts a thing's time until then. */
  private void count(Thing thing, long toNs) {
    long fromNs = thing.countedNs;
    if (toNs <= fromNs) {
      return;
    }
    long sureFromNs = within(doubts.confirmedFromNs(), fromNs, toNs);
    long lossNs = within(doubts.unsureFromNs(thing), sureFromNs, toNs);
    long sureToNs = Math.min(lossNs, within(process.endsPerhapsNs(thing.pid), sureFromNs, toNs));
    counts.span(thing.kept, new Span(fromNs, sureFromNs, false));
    counts.span(thing.kept, new Span(sureFromNs, sureToNs, true));
    counts.span(thing.kept, new Span(sureToNs, toNs, false));
    thing.isUnsure |= lossNs < toNs;
    thing.countedNs = toNs;
  }

  private static long within(long ns, long fromNs, long toNs) {
    return Math.max(fromNs, Math.min(ns, toNs));
  }

  @Override
  public void passed(TraceClock clock) {
    begin(clock.nowNs());
    long overNs = Times.ns(windows.overMs(clock));
    if (overNs > settledNs) { // not more often: chunks do not end there for all
      settleUntil(clock, overNs);
    }
    long pane = Math.floorDiv(Times.ms(clock.nowNs()), paneMs);
    if (pane > openedPane) {
      openedPane = pane;
      if (!things.isEmpty() || changes.size() > 0) {
        windows.open(Times.ms(clock.nowNs()));
      }
    }
  }

  private void begin(long nowNs) {
    if (!hasBegun) {
      hasBegun = true;
      beganNs = nowNs;
      doubts.began(changes.firstNs(nowNs));
    }
    if (doubts.goesOn(nowNs)) {
      beganNs = Math.max(beganNs, nowNs);
    }
  }

  private void settleUntil(TraceClock clock, long untilNs) {
    while (changes.haveUntil(untilNs - 1)) {
      settle(clock, changes.takeFirst());
    }
    things.all().forEach(thing -> count(thing, untilNs));
    settledNs = untilNs;
    doubts.settled(untilNs);
  }

  /**
   * Counts until the time that is certain, or the last event if that says a state. What is further
   * ahead may have a damaged time: it waits until the trace gets there.
   */
  @Override
  public void silence(TraceClock clock) {
    long nowNs = clock.hasTime() ? clock.nowNs() : clock.previousNs();
    begin(nowNs);
    long trustedNs = clock.trustedNs(Times.ns(windows.graceMs()));
    long lastNs = nowNs;
    while (changes.haveUntil(trustedNs)) {
      var change = changes.takeFirst();
      lastNs = Math.max(lastNs, change.epochNs);
      settle(clock, change);
    }
    for (var thing : things.all()) {
      count(thing, lastNs);
    }
    settledNs = Math.max(settledNs, nowNs);
  }

  @Override
  public void lost(TraceClock clock) {
    if (clock.hasTime()) {
      long paneStartMs = Math.floorDiv(Times.ms(clock.nowNs()), paneMs) * paneMs;
      doubts.lost(Times.ns(paneStartMs), Times.ns(paneStartMs + paneMs));
    }
  }

  @Override
  public void takeOver(Memory before) {
    if (before instanceof StateTimes states
        && Sources.areAlike(windows.shape(), states.windows.shape())) {
      things.addAll(states.things);
      changes.addAll(states.changes);
      process.take(states.process);
      settledNs = states.settledNs;
      beganNs = states.beganNs;
      hasBegun = states.hasBegun;
      openedPane = states.openedPane;
      doubts.take(states.doubts);
    }
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    out.writeLong(settledNs);
    out.writeLong(beganNs);
    out.writeBoolean(hasBegun);
    out.writeLong(openedPane);
    doubts.encode(out);
    process.encode(out);
    things.encode(out);
    changes.encode(out);
  }

  @Override
  public void decode(DataInput in, int version) throws IOException {
    settledNs = in.readLong();
    beganNs = in.readLong();
    hasBegun = in.readBoolean();
    openedPane = in.readLong();
    doubts.decode(in, version);
    process.decode(in);
    things.decode(in);
    changes.decode(in);
  }
}
