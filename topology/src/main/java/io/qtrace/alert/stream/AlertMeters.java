package io.qtrace.alert.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.alert.Transition;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counters of the alert stage. They count work done, so what an aborted transaction repeats is
 * counted again. Thread-safe.
 */
final class AlertMeters {

  final Counter results;
  final Counter unreadable;
  final Counter failed;
  private final Map<Transition.State, Counter> transitions = new EnumMap<>(Transition.State.class);

  AlertMeters(MeterRegistry meters) {
    results = counter(meters, "qtrace.alert.results", "Results of windows looked at");
    unreadable = counter(meters, "qtrace.alert.results.unreadable", "Records that are no results");
    failed = counter(meters, "qtrace.alert.failures", "Conditions without a value for a result");
    for (var state : Transition.State.values()) {
      transitions.put(
          state,
          Counter.builder("qtrace.alert.transitions")
              .description("Transitions published")
              .tag("state", state.text())
              .register(meters));
    }
  }

  private static Counter counter(MeterRegistry meters, String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  void count(Transition transition) {
    var counter = transitions.get(transition.state());
    if (counter != null) {
      counter.increment();
    }
  }
}
