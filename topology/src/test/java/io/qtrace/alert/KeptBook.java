package io.qtrace.alert;

import io.qtrace.alert.rule.Rules;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.testing.Windows;
import java.util.List;

/** An alert book with words for what it is told; it goes on after a restart with what it kept. */
final class KeptBook {

  static final String STORM =
      """
      rules:
        - alert: Storm
          over: vm
          window: 10s
          when: count > 5
          for: 30s
          labels: {severity: page}
          annotations: {summary: "{{ vm }} has {{ count }}"}
      """;

  static final String STORM_KEY = "Storm{host=\"h1\",severity=\"page\",vm=\"a\"}";

  final RecordedJournal journal = new RecordedJournal();
  private AlertBook book = new AlertBook(List.of(), 0, journal);
  private long wallMs;

  void use(String rules) {
    book.use(Rules.parse("rules.yaml", rules));
  }

  void restart(String rules) {
    book = new AlertBook(List.copyOf(journal.kept.values()), wallMs, journal);
    use(rules);
  }

  void result(String vm, long startS, long count) {
    book.result(vm(vm, startS, count).result());
  }

  void result(WindowResult result) {
    book.result(result);
  }

  static Windows vm(String vm, long startS, long count) {
    return Windows.vm(vm).between(startS, startS + 10).with("count", count);
  }

  /** Before the next restart. */
  void clockShows(long epochMs) {
    wallMs = epochMs;
  }

  /** Nobody looked at the clock for so long. */
  void sleepFor(int seconds) {
    wallMs += seconds * 1000L;
    book.tick(wallMs);
  }

  void tickFor(int seconds) {
    for (int i = 0; i < seconds / 5; i++) {
      wallMs += 5000;
      book.tick(wallMs);
    }
  }
}
