package io.qtrace.alert;

import io.qtrace.alert.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a book keeps and publishes. */
final class RecordedJournal implements AlertBook.Journal {

  final Map<String, ActiveAlert> kept = new TreeMap<>();
  final List<Transition> transitions = new ArrayList<>();
  final List<String> failures = new ArrayList<>();

  @Override
  public void keep(ActiveAlert alert) {
    kept.put(alert.id(), alert);
  }

  @Override
  public void forget(String id) {
    kept.remove(id);
  }

  @Override
  public void publish(Transition transition) {
    transitions.add(transition);
  }

  @Override
  public void failed(Rule rule, String reason) {
    failures.add(rule.name() + ": " + reason);
  }

  /** Since the last call, "state key since-at: reason" with times in seconds. */
  List<String> published() {
    var lines =
        transitions.stream()
            .map(
                t ->
                    "%s %s %d-%d: %s"
                        .formatted(
                            t.state().text(),
                            t.key(),
                            t.sinceMs() / 1000,
                            t.atMs() / 1000,
                            t.reason()))
            .toList();
    transitions.clear();
    return lines;
  }
}
