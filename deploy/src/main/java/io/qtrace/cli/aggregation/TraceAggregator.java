package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.plan.ChunkSums;
import io.qtrace.aggregation.plan.Fit;
import io.qtrace.aggregation.state.VmAggregations;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.window.Result;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import io.qtrace.transcode.Origin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * Aggregates the events of a trace file, as if it were one chunk from the beginning of its VM. Not
 * thread-safe.
 */
final class TraceAggregator implements EventSink {

  private final Origin origin;
  private final ChunkSums sums;
  private final VmAggregations state;

  private TraceAggregator(Origin origin, ChunkSums sums, VmAggregations state) {
    this.origin = origin;
    this.sums = sums;
    this.state = state;
  }

  /**
   * Aggregations of a trace.
   *
   * @param active of the definitions that the trace has
   * @param grace how long after its end a window takes events, by event time
   */
  record Wanted(List<Fit.Active> active, Duration grace) {}

  /**
   * @param known that the trace has
   */
  static TraceAggregator of(Origin origin, Definitions known, Wanted wanted, Consumer<Result> to) {
    var active = wanted.active;
    var grace = wanted.grace;
    var shapes = new HashMap<Integer, Shape>();
    active.forEach(fit -> shapes.put(fit.shape().id(), fit.shape()));
    var state =
        new VmAggregations(origin.vm(), grace, shapes::get, (id, result) -> to.accept(result));
    state.host(origin.host());
    var sums = new ChunkSums(active, known.events().size(), grace);
    sums.begin(state);
    sums.inForce(active.stream().map(fit -> fit.shape().id()).toList(), true);
    return new TraceAggregator(origin, sums, state);
  }

  @Override
  public void event(RawEvent event) {
    sums.event(event, origin.epochNs(event));
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    sums.dropped(timestampNs + origin.clockOffsetNs(), count);
  }

  @Override
  public void rejected(Rejection reason, int bytes) {
    sums.rejected(reason, bytes);
  }

  /** Ends all windows. */
  @Override
  public void close() {
    sums.end();
    state.silence();
  }

  /** How many events were too late for a window, over all aggregations. */
  public long late() {
    return state.late();
  }

  /** How many starts of pairs wait for their ends, over all aggregations. */
  public long openStarts() {
    return state.openStarts();
  }

  /** How many events had no exact value, over all aggregations. */
  public long failed() {
    return state.failed();
  }
}
