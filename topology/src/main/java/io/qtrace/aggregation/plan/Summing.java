package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.fact.AggregationEvents;
import io.qtrace.aggregation.fact.AggregationFacts;
import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.window.Times;
import java.time.Duration;
import java.util.List;

/**
 * The sums of one aggregation over a run of a chunk's events that are in one pane, while none of
 * its windows can end: within such a run the order of events means nothing, but for which group
 * came first. Of sessions each event is told on its own. Not thread-safe.
 */
final class Summing {

  private final int id;
  private final long paneMs;
  private final long sumMs;
  private final boolean isOfSessions;
  private final long graceMs;
  private final PaneSums sums;
  private AggregationEvents to = new AggregationFacts();

  /** Where the events are that are summed up. */
  private long fromNs;

  private long toNs;

  /** When a window may begin or end the next time. */
  private long nextCutMs;

  Summing(Shape shape, Duration grace) {
    this.id = shape.id();
    this.paneMs = shape.paneMs();
    this.sumMs = shape.sumMs();
    this.isOfSessions = shape.aggregation().session().isPresent();
    this.graceMs = grace.toMillis();
    this.sums = new PaneSums(shape);
  }

  /** A chunk begins. */
  void begin(AggregationEvents next) {
    to = next;
    sums.clear();
    fromNs = 0;
    toNs = 0;
    nextCutMs = Long.MIN_VALUE;
  }

  /** The time that is certain has come so far; returns until when that means nothing. */
  long comeTo(long ms) {
    if (ms >= nextCutMs) {
      tell();
      long begins = (Math.floorDiv(ms, paneMs) + 1) * paneMs;
      long ends = (Math.floorDiv(ms - graceMs, paneMs) + 1) * paneMs + graceMs;
      nextCutMs = Math.min(begins, ends);
    }
    return Times.ns(nextCutMs);
  }

  /** Tells what there is, and begins anew. */
  void tell() {
    if (!sums.isEmpty()) {
      to.sums(id, sums);
      sums.clear();
    }
  }

  void add(long epochNs, GroupKey key, List<Sample> values) {
    comeToSum(epochNs);
    sums.add(key, values);
    tellAlone();
  }

  /** Tells of an event that does not count on its own. */
  void tell(Occurrence occurrence) {
    to.occurred(id, occurrence);
  }

  void fail(long epochNs) {
    comeToSum(epochNs);
    sums.fail();
    tellAlone();
  }

  private void tellAlone() {
    if (isOfSessions) {
      tell();
    }
  }

  private void comeToSum(long epochNs) {
    if (epochNs >= fromNs && epochNs < toNs) {
      return;
    }
    tell();
    long startMs = Math.floorDiv(Times.ms(epochNs), sumMs) * sumMs;
    sums.begin(startMs);
    fromNs = Times.ns(startMs);
    toNs = Times.ns(startMs + sumMs);
  }
}
