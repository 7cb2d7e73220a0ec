package io.qtrace.aggregation.state;

import io.qtrace.testing.SimpleTrace;
import java.time.Instant;
import java.util.List;

/**
 * The trace of a VM whose things have modes, in seconds since its beginning; and how long they had
 * them.
 */
final class TracedModes {

  static final String FILE =
      """
      aggregations:
        - name: modes
          state: {event: mode, value: now, by: id}
          window: 10s
          measures: {seconds: time_in, entered: transitions}
      """;

  static final String WITH_INITIAL = FILE.replace("value: now", "value: now, initial: was");

  private static final int TICK = 1;
  private static final int MODE = 4;
  private static final int UNMAPPED = 7;
  private static final long START_NS = 1_700_000_000_000_000_000L;

  final TracedVm vm = new TracedVm();
  private SimpleTrace trace =
      new SimpleTrace().header().mapping(TICK, "tick").mapping(MODE, "mode");

  TracedModes mode(double second, int id, String was, String now) {
    trace.event(MODE, ns(second), id, was, now);
    return this;
  }

  /** An event of none of them. */
  TracedModes tick(double... seconds) {
    for (double second : seconds) {
      trace.event(TICK, ns(second));
    }
    return this;
  }

  /** An event that nobody can read. */
  TracedModes loss(double second) {
    trace.event(UNMAPPED, ns(second));
    return this;
  }

  /** From now on another process writes. */
  TracedModes pid(int next) {
    trace.pid(next);
    return this;
  }

  static long ns(double second) {
    return START_NS + Math.round(second * 1e9);
  }

  /** Ends a chunk. */
  TracedModes chunk() {
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

  /** {@code 10: idle 3.5 s, entered 2}, and what is not known. */
  List<String> sentences() {
    return vm.results().stream()
        .map(
            result -> {
              var values = result.values();
              long start = ((Instant) values.get("windowStart")).getEpochSecond();
              return "%d: %s %s s, entered %s%s%s%s"
                  .formatted(
                      start - START_NS / 1_000_000_000,
                      values.get("state"),
                      values.get("seconds"),
                      values.get("entered"),
                      Long.valueOf(0).equals(values.get("forgotten"))
                          ? ""
                          : ", %s forgotten".formatted(values.get("forgotten")),
                      Double.valueOf(0).equals(values.get("unsure"))
                          ? ""
                          : ", %s s unsure".formatted(values.get("unsure")),
                      Boolean.TRUE.equals(values.get("complete")) ? "" : ", incomplete");
            })
        .toList();
  }
}
