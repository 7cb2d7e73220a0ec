package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.plan.VmAggregations;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.cli.trace.Origin;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;

/** Passes the events of a trace file on to the aggregations of its VM. Not thread-safe. */
final class TraceAggregator implements EventSink {

  private final Origin origin;
  private final VmAggregations aggregations;

  TraceAggregator(Origin origin, VmAggregations aggregations) {
    this.origin = origin;
    this.aggregations = aggregations;
  }

  @Override
  public void event(RawEvent event) {
    aggregations.event(event, origin.epochNs(event));
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    aggregations.dropped(timestampNs + origin.clockOffsetNs(), count);
  }

  @Override
  public void rejected(Rejection reason, int bytes) {
    aggregations.rejected(reason, bytes);
  }

  /** Ends all windows. */
  @Override
  public void close() {
    aggregations.end();
  }
}
