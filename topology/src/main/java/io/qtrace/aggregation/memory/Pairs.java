package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.Evaluation;
import io.qtrace.aggregation.evaluation.KeptFields;
import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.evaluation.RememberedFields;
import io.qtrace.aggregation.memory.OpenStarts.Start;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Kept;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.aggregation.window.Lack;
import io.qtrace.window.Times;
import io.qtrace.window.TraceClock;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Finds the start of each end, for one aggregation and one VM, and counts what comes of the two in
 * the windows of the end. A start without an end counts in the windows of the time until which it
 * waited. Not thread-safe.
 */
final class Pairs implements Memory {

  private final AggregationWindows windows;
  private final RememberedFields fields;
  private final Evaluation evaluation;
  private final PaneSums sums;
  private final long paneMs;
  private final long withinMs;
  private final int mostStarts;
  private final Input input = new Input();
  private final OpenStarts open = new OpenStarts();

  /** Where panes ended when starts were given up the last time. */
  private long overUntilMs = Long.MIN_VALUE;

  /** Of the last two occurrences: one alone may be damaged. */
  private long latestPid = -1;

  private long previousPid = -1;

  /**
   * @param shape of pairs
   * @param windows that they count in
   */
  Pairs(Shape shape, AggregationWindows windows) {
    var of = shape.aggregation();
    var pair = (Source.Pair) of.source();
    this.windows = windows;
    this.fields = shape.remembered().orElseThrow();
    this.evaluation = new Evaluation(of, fields.fields());
    this.sums = new PaneSums(shape);
    this.paneMs = shape.paneMs();
    this.withinMs = pair.within().toMillis();
    this.mostStarts = of.limits().starts();
    input.kept = new Kept[fields.start().size() + fields.end().size()];
    Arrays.setAll(input.kept, i -> new Kept());
  }

  @Override
  public int openStarts() {
    return open.size();
  }

  @Override
  public long memoryBytes() {
    return open.memoryBytes();
  }

  @Override
  public void occurred(TraceClock clock, Occurrence occurrence) {
    previousPid = latestPid;
    latestPid = occurrence.pid;
    switch (occurrence.role) {
      case START -> begin(clock, occurrence);
      case END -> end(clock, occurrence);
    }
  }

  private void begin(TraceClock clock, Occurrence start) {
    long ms = Times.ms(start.epochNs);
    var kept = new Start(start.pid, start.epochNs, start.kept());
    var before = open.put(start.key, kept);
    if (before != null && isWithin(before.epochNs, start.epochNs)) {
      windows.lack(clock, ms, Lack.RESTARTED);
    } else if (before != null) {
      giveUp(clock, before);
    }
    if (open.size() > mostStarts) {
      open.takeFirst();
      windows.lack(clock, ms, Lack.UNFINISHED);
    }
  }

  private void end(TraceClock clock, Occurrence end) {
    var start = open.take(end.pid, end.key);
    if (start != null && isWithin(start.epochNs, end.epochNs)) {
      count(clock, start, end);
      return;
    }
    if (start != null) {
      giveUp(clock, start);
    }
    windows.lack(clock, Times.ms(end.epochNs), Lack.UNMATCHED_END);
  }

  private boolean isWithin(long startNs, long endNs) {
    long latencyNs = endNs - startNs;
    boolean hasOverflown = ((endNs ^ startNs) & (endNs ^ latencyNs)) < 0;
    return !hasOverflown && Math.abs(latencyNs) <= Times.ns(withinMs);
  }

  private void count(TraceClock clock, Start start, Occurrence end) {
    input.epochNs = end.epochNs;
    input.latencyNs = end.epochNs - start.epochNs;
    try {
      KeptFields.read(stream(start.kept), fields.start(), 0, input);
      KeptFields.read(stream(end.kept()), fields.end(), fields.start().size(), input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sums.begin(Math.floorDiv(Times.ms(end.epochNs), paneMs) * paneMs);
    switch (evaluation.of(input)) {
      case COUNTED -> sums.add(evaluation.key(), evaluation.measures());
      case FAILED -> sums.fail();
      case LEFT_OUT -> {
        return;
      }
    }
    windows.add(clock, sums);
  }

  private static DataInput stream(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  /** Gives those up that cannot end in time any more. */
  @Override
  public void passed(TraceClock clock) {
    long overMs = windows.overMs(clock);
    if (overMs > overUntilMs) { // not more often: chunks do not end there for all
      overUntilMs = overMs;
      giveUpBefore(clock, overMs);
    }
  }

  /** Gives those up whose time is over. */
  @Override
  public void silence(TraceClock clock) {
    if (clock.hasTime()) {
      giveUpBefore(clock, Times.ms(clock.nowNs()));
    }
  }

  private void giveUpBefore(TraceClock clock, long deadlineMs) {
    open.takeBefore(deadlineMs - withinMs, start -> giveUp(clock, start));
  }

  private void giveUp(TraceClock clock, Start start) {
    boolean isAbandoned = start.pid != latestPid && start.pid != previousPid;
    windows.lack(
        clock, Times.ms(start.epochNs) + withinMs, isAbandoned ? Lack.ABANDONED : Lack.UNFINISHED);
  }

  @Override
  public void takeOver(Memory before) {
    if (before instanceof Pairs pairs && Sources.areAlike(windows.shape(), pairs.windows.shape())) {
      open.addAll(pairs.open);
      latestPid = pairs.latestPid;
      previousPid = pairs.previousPid;
      overUntilMs = pairs.overUntilMs;
    }
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    Numbers.writeSigned(out, latestPid);
    Numbers.writeSigned(out, previousPid);
    out.writeLong(overUntilMs);
    open.encode(out);
  }

  @Override
  public void decode(DataInput in, int version) throws IOException {
    latestPid = Numbers.readSigned(in);
    previousPid = Numbers.readSigned(in);
    overUntilMs = in.readLong();
    open.decode(in);
  }
}
