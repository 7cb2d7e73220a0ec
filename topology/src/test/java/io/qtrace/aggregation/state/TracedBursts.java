package io.qtrace.aggregation.state;

import io.qtrace.testing.SimpleTrace;
import java.time.Instant;
import java.util.List;

/** The trace of a VM with operations, in seconds since its beginning; and what sessions it has. */
final class TracedBursts {

  static final String FILE =
      """
      aggregations:
        - name: bursts
          from: op
          group-by: [kind]
          window: {session: 10s, max: 1m}
          measures: {ops: count, per_second: rate, sum: sum(10 / length)}
      """;

  private static final int OP = 0;
  private static final int TICK = 1;
  private static final int UNMAPPED = 7;
  private static final int DROPPED = -2;
  private static final long START_MS = 1_700_000_000_000L;
  private static final long MILLI = 1_000_000;

  final TracedVm vm = new TracedVm();
  private SimpleTrace trace = new SimpleTrace().header().mapping(OP, "op").mapping(TICK, "tick");

  /** Operations of a kind. */
  TracedBursts ops(int kind, double... seconds) {
    for (double second : seconds) {
      trace.event(OP, ns(second), 1, kind, "me");
    }
    return this;
  }

  /** One without a value. */
  TracedBursts failing(double second) {
    trace.event(OP, ns(second), 0, 1, "me");
    return this;
  }

  /** Events of none of them. */
  TracedBursts ticks(double... seconds) {
    for (double second : seconds) {
      trace.event(TICK, ns(second));
    }
    return this;
  }

  /** An event that nobody can read. */
  TracedBursts loss(double second) {
    trace.event(UNMAPPED, ns(second));
    return this;
  }

  /** QEMU lost events. */
  TracedBursts dropped(double second, int count) {
    trace.event(DROPPED, ns(second), count);
    return this;
  }

  static long ns(double second) {
    return START_MS * MILLI + Math.round(second * 1000) * MILLI;
  }

  /** Ends a chunk. */
  TracedBursts chunk() {
    vm.chunk(trace.toBytes());
    trace = new SimpleTrace();
    return this;
  }

  /** Of all that was traced, in one piece. */
  List<String> results(String file) {
    vm.declare(file);
    vm.whole(trace.toBytes());
    vm.silence();
    return sentences();
  }

  /** {@code 1.0 to 12.5: kind 3, 2 ops}, and what is not known. */
  List<String> sentences() {
    return vm.results().stream()
        .map(
            result -> {
              var values = result.values();
              var group =
                  Boolean.TRUE.equals(values.get("overflow"))
                      ? values.get("overflowGroups") + " more kinds"
                      : "kind " + values.get("kind");
              return "%s to %s: %s, %s ops%s%s%s%s"
                  .formatted(
                      second(values.get("windowStart")),
                      second(values.get("windowEnd")),
                      group,
                      values.get("ops"),
                      some("late", values.get("lateEvents")),
                      some("lost", values.get("droppedEvents")),
                      some("failed", values.get("failed")),
                      Boolean.TRUE.equals(values.get("complete")) ? "" : ", incomplete");
            })
        .toList();
  }

  private static double second(Object time) {
    return (((Instant) time).toEpochMilli() - START_MS) / 1000.0;
  }

  private static String some(String what, Object count) {
    return Long.valueOf(0).equals(count) ? "" : ", %s %s".formatted(count, what);
  }
}
