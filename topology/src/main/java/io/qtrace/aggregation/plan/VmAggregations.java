package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.aggregation.window.Result;
import io.qtrace.aggregation.window.TraceClock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Aggregates the events of one VM, in the order of its trace, and passes on results when windows
 * end: by the VM's own time. Not thread-safe.
 */
public final class VmAggregations {

  /** As far behind a dropped record its losses may lie: QEMU's ring buffer, trace/simple.c. */
  private static final long LOSS_BYTES = 256 << 10;

  /** Bytes of a record of the simple format without arguments. */
  private static final int SMALLEST_EVENT = 32;

  private record Step(EventPlan plan, AggregationWindows windows) {}

  private final TraceClock clock = new TraceClock();
  private final Input input = Fitting.input();
  private final List<AggregationWindows> all = new ArrayList<>();

  /** By index of the definition; those of every event are in each. */
  private final List<List<Step>> steps;

  private final List<Step> ofDropped;
  private long lossBytesLeft;

  /**
   * @param active of the definitions that the events are of
   * @param definitions how many there are
   */
  public VmAggregations(
      List<Fit.Active> active,
      int definitions,
      AggregationWindows.Settings settings,
      Consumer<Result> results) {
    var windows =
        active.stream()
            .map(fit -> Map.entry(fit, new AggregationWindows(fit.shape(), settings, results)))
            .toList();
    windows.forEach(entry -> all.add(entry.getValue()));
    Function<Integer, List<Step>> find =
        index ->
            windows.stream()
                .filter(e -> e.getKey().plans().byDefinition.containsKey(index))
                .map(e -> step(e.getKey().plans(), index, e.getValue()))
                .toList();
    ofDropped = find.apply(Fitting.DROPPED);
    var ofEvery = find.apply(Fitting.ANY);
    steps = new ArrayList<>(definitions);
    for (int i = 0; i < definitions; i++) {
      var own = find.apply(i);
      var both = new ArrayList<>(own);
      both.addAll(ofEvery);
      steps.add(own.isEmpty() ? ofEvery : List.copyOf(both));
    }
  }

  private static Step step(Fit.Plans plans, int index, AggregationWindows windows) {
    return new Step(java.util.Objects.requireNonNull(plans.byDefinition.get(index)), windows);
  }

  /** Any event of the trace. */
  public void event(RawEvent event, long epochNs) {
    if (clock.event(epochNs)) {
      for (int i = 0; i < all.size(); i++) {
        all.get(i).close(clock);
      }
    }
    var own = steps.get(event.definition);
    if (!own.isEmpty()) {
      input.event = event;
      input.epochNs = epochNs;
      for (int i = 0; i < own.size(); i++) {
        own.get(i).plan.accept(input, clock, own.get(i).windows);
      }
    }
    if (lossBytesLeft > 0) {
      lossBytesLeft -= event.to - event.from;
      all.forEach(windows -> windows.behindLoss(epochNs));
    }
  }

  /** QEMU lost events, and said so at that time. */
  public void dropped(long epochNs, long count) {
    lost(count);
    lossBytesLeft = LOSS_BYTES;
    input.epochNs = epochNs;
    input.count = count;
    for (var step : ofDropped) {
      step.plan.accept(input, clock, step.windows);
    }
  }

  /** Bytes that could not be decoded are lost as much as what QEMU lost, if they were events. */
  public void rejected(Rejection reason, int bytes) {
    switch (reason) {
      case DAMAGED -> lost(Math.max(1, bytes / SMALLEST_EVENT));
      case TRUNCATED, MISMATCH, UNMAPPED_ID -> lost(1);
      case NO_HEADER, UNSUPPORTED_VERSION, UNKNOWN_EVENT -> {}
    }
  }

  private void lost(long count) {
    all.forEach(windows -> windows.lost(clock, count));
  }

  /** Nothing comes any more: all windows end. */
  public void end() {
    all.forEach(AggregationWindows::closeAll);
  }

  /** How many events were too late for a window, over all aggregations. */
  public long late() {
    return all.stream().mapToLong(AggregationWindows::late).sum();
  }

  /** How many events had no exact value, over all aggregations. */
  public long failed() {
    return all.stream().mapToLong(AggregationWindows::failed).sum();
  }
}
