package io.qtrace.alert.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.qtrace.alert.ActiveAlert;
import io.qtrace.alert.Transition;
import io.qtrace.alert.rule.Rules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Meters of the alert stage. Counters count work done, so what an aborted transaction repeats is
 * counted again. Thread-safe.
 */
final class AlertMeters {

  final Counter results;
  final Counter unreadable;
  final Counter failed;
  private final Map<Transition.State, Counter> transitions = new EnumMap<>(Transition.State.class);
  private final MultiGauge gauge;
  private final Map<TaskId, Map<String, ActiveAlert>> active = new ConcurrentHashMap<>();

  AlertMeters(MeterRegistry meters) {
    results = counter(meters, "qtrace.alert.results", "Results of windows looked at");
    unreadable = counter(meters, "qtrace.alert.results.unreadable", "Records that are no results");
    failed = counter(meters, "qtrace.alert.failures", "Conditions without a value for a result");
    gauge =
        MultiGauge.builder("qtrace.alerts")
            .description("Alerts that are pending or firing, by rule")
            .register(meters);
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

  void active(TaskId task, ActiveAlert alert) {
    active.computeIfAbsent(task, t -> new ConcurrentHashMap<>()).put(alert.id(), alert);
  }

  void over(TaskId task, String id) {
    active.getOrDefault(task, Map.of()).remove(id);
  }

  /** Another instance has the task now, perhaps. */
  void leave(TaskId task) {
    active.remove(task);
  }

  /** Brings the gauge up to date; every rule has a number, if only zero. */
  synchronized void refresh(Rules rules) {
    var counts = new HashMap<Tags, Integer>();
    for (var rule : rules.all()) {
      var severity = rule.labels().getOrDefault("severity", "");
      counts.put(tags(rule.name(), severity, Transition.State.PENDING), 0);
      counts.put(tags(rule.name(), severity, Transition.State.FIRING), 0);
    }
    for (var alerts : active.values()) {
      for (var alert : alerts.values()) {
        var state = alert.firing() ? Transition.State.FIRING : Transition.State.PENDING;
        var severity = alert.labels().getOrDefault("severity", "");
        counts.merge(tags(alert.rule(), severity, state), 1, Integer::sum);
      }
    }
    var rows = new ArrayList<MultiGauge.Row<?>>();
    counts.forEach((tags, count) -> rows.add(MultiGauge.Row.of(tags, count)));
    gauge.register(rows, true);
  }

  private static Tags tags(String rule, String severity, Transition.State state) {
    return Tags.of("rule", rule, "severity", severity, "state", state.text());
  }

  void count(Transition transition) {
    var counter = transitions.get(transition.state());
    if (counter != null) {
      counter.increment();
    }
  }
}
