package io.qtrace.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.alert.rule.Rules;
import io.qtrace.testing.Windows;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBookTest {

  private static final String STORM =
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

  private static final String STORM_KEY = "Storm{host=\"h1\",severity=\"page\",vm=\"a\"}";

  private final RecordedJournal journal = new RecordedJournal();
  private AlertBook book = new AlertBook(List.of(), 0, journal);
  private long wallMs;

  @Test
  void goesFromPendingToFiringToResolved() {
    use(STORM);

    result("a", 0, 3);
    assertThat(journal.published()).isEmpty();

    result("a", 10, 6);
    assertThat(journal.published())
        .containsExactly("pending " + STORM_KEY + " 10-20: count > 5 (count = 6)");

    result("a", 20, 7);
    assertThat(journal.published()).as("not held for 30 s").isEmpty();

    result("a", 30, 8);
    assertThat(journal.transitions.get(0).annotations()).containsEntry("summary", "a has 8");
    assertThat(journal.transitions.get(0).severity()).isEqualTo("page");
    assertThat(journal.published())
        .containsExactly("firing " + STORM_KEY + " 10-40: count > 5 (count = 8)");

    result("a", 40, 9);
    assertThat(journal.published()).as("fires already").isEmpty();

    result("a", 50, 5);
    assertThat(journal.transitions.get(0).annotations())
        .as("what was published last")
        .containsEntry("summary", "a has 8");
    assertThat(journal.published())
        .containsExactly("resolved " + STORM_KEY + " 10-60: no longer: count > 5 (count = 5)");
    assertThat(journal.kept).isEmpty();
  }

  @Test
  void resolvesWhatWasPendingOnly() {
    use(STORM);
    result("a", 0, 6);
    result("a", 10, 1);

    assertThat(journal.published())
        .containsExactly(
            "pending " + STORM_KEY + " 0-10: count > 5 (count = 6)",
            "resolved " + STORM_KEY + " 0-20: no longer: count > 5 (count = 1)");
  }

  @Test
  void firesAtOnceIfAWindowIsLongEnough() {
    use(STORM.replace("for: 30s", "for: 10s"));
    result("a", 0, 6);

    assertThat(journal.published())
        .containsExactly("firing " + STORM_KEY + " 0-10: count > 5 (count = 6)");
  }

  @Test
  void keepsAlertsOfOthersApart() {
    use(STORM);
    result("a", 0, 6);
    result("b", 0, 6);
    result("b", 10, 1);

    assertThat(journal.published())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "pending " + STORM_KEY + " 0-10",
            "pending " + STORM_KEY.replace("\"a\"", "\"b\"") + " 0-10",
            "resolved " + STORM_KEY.replace("\"a\"", "\"b\"") + " 0-20");
  }

  @Test
  void looksAtItsOwnScopeAndWindowsOnly() {
    use(STORM);
    book.result(Windows.vm("a").between(0, 60).with("count", 9L).result());
    book.result(Windows.host("h1").between(0, 10).with("count", 9L).result());
    book.result(Windows.ramBlock("a", "r").between(0, 10).with("count", 9L).result());

    assertThat(journal.published()).isEmpty();
  }

  @Test
  void hasAlertsForWindowsOfEachLengthUnlessToldWhich() {
    use(STORM.replace("    window: 10s\n", ""));
    result("a", 50, 6);
    book.result(Windows.vm("a").between(0, 60).with("count", 3L).result());
    result("a", 60, 6);
    result("a", 70, 6);

    var key = STORM_KEY.replace("}", ",window=\"10s\"}");
    assertThat(journal.published())
        .containsExactly(
            "pending " + key + " 50-60: count > 5 (count = 6)",
            "firing " + key + " 50-80: count > 5 (count = 6)");
  }

  @Test
  void ignoresWindowsItHasSeenAndOlderOnes() {
    use(STORM);
    result("a", 10, 6);
    result("a", 10, 1);
    result("a", 0, 1);

    assertThat(journal.published()).hasSize(1);
    assertThat(journal.kept).hasSize(1);
  }

  @Test
  void bridgesAGapShorterThanAbsentAfter() {
    use(STORM);
    result("a", 0, 6);
    result("a", 90, 6);

    assertThat(journal.published())
        .containsExactly(
            "pending " + STORM_KEY + " 0-10: count > 5 (count = 6)",
            "firing " + STORM_KEY + " 0-100: count > 5 (count = 6)");
  }

  @Test
  void beginsAnewBehindALongerGap() {
    use(STORM);
    result("a", 0, 6);
    result("a", 100, 6);

    assertThat(journal.published())
        .containsExactly(
            "pending " + STORM_KEY + " 0-10: count > 5 (count = 6)",
            "resolved " + STORM_KEY + " 0-100: no result for 1m30s",
            "pending " + STORM_KEY + " 100-110: count > 5 (count = 6)");
  }

  @Test
  void wantsWindowsWithoutAGapIfTold() {
    use(STORM.replace("for: 30s", "for: 30s\n    absent-after: 1ms"));
    result("a", 0, 6);
    result("a", 10, 6);
    result("a", 30, 6);

    assertThat(journal.published())
        .extracting(line -> line.substring(0, 8))
        .containsExactly("pending ", "resolved", "pending ");
  }

  @Test
  void resolvesAQuietVmWhenOthersGoOn() {
    use(STORM);
    result("a", 0, 6);
    for (int start = 0; start < 100; start += 10) {
      result("b", start, 1);
    }
    assertThat(journal.published()).as("100 s since its window ended, 90 are allowed").hasSize(1);

    result("b", 100, 1);
    assertThat(journal.published())
        .containsExactly("resolved " + STORM_KEY + " 0-100: no result for 1m30s");
  }

  @Test
  void resolvesByWallClockWhenAllIsQuiet() {
    use(STORM);
    result("a", 0, 6);
    journal.published();

    tickFor(95);
    assertThat(journal.published()).isEmpty();

    tickFor(10);
    assertThat(journal.published())
        .containsExactly("resolved " + STORM_KEY + " 0-100: no result for 1m30s");
  }

  @Test
  void doesNotCompareOldResultsWithTheClock() {
    wallMs = 1_900_000_000_000L;
    book = new AlertBook(List.of(), wallMs, journal);
    use(STORM);
    result("a", 0, 6);
    tickFor(60);
    result("a", 10, 6);
    tickFor(60);
    result("a", 20, 6);

    assertThat(journal.published())
        .containsExactly(
            "pending " + STORM_KEY + " 0-10: count > 5 (count = 6)",
            "firing " + STORM_KEY + " 0-30: count > 5 (count = 6)");
  }

  @Test
  void doesNotCountTimeInWhichItWasStopped() {
    use(STORM);
    result("a", 0, 6);
    journal.published();
    tickFor(10);
    wallMs += 3_600_000;
    book.tick(wallMs);

    assertThat(journal.published()).as("asleep for an hour").isEmpty();
  }

  @Test
  void doesNotCountABurstTwice() {
    use(STORM);
    result("b", 0, 1);
    for (int minute = 0; minute < 5; minute++) {
      for (int window = 0; window < 6; window++) {
        long start = minute * 60L + window * 10L;
        result("a", start, 6);
        result("b", start, 1);
      }
      tickFor(60);
    }

    assertThat(journal.published())
        .extracting(line -> line.substring(0, 7))
        .containsExactly("pending", "firing ");
  }

  @Test
  void goesOnAfterARestart() {
    use(STORM);
    result("a", 0, 6);
    result("a", 10, 6);
    journal.published();

    restart(STORM);
    result("a", 20, 6);

    assertThat(journal.published())
        .containsExactly("firing " + STORM_KEY + " 0-30: count > 5 (count = 6)");
  }

  @Test
  void resolvesAlertsOfRemovedRules() {
    use(STORM);
    result("a", 0, 6);
    journal.published();

    use("rules: []");
    assertThat(journal.published())
        .containsExactly("resolved " + STORM_KEY + " 0-10: rule removed");

    use(STORM);
    result("a", 10, 6);
    restart("rules: []");
    assertThat(journal.published())
        .as("removed while stopped")
        .containsExactly(
            "pending " + STORM_KEY + " 10-20: count > 5 (count = 6)",
            "resolved " + STORM_KEY + " 10-20: rule removed");
  }

  @Test
  void resolvesAlertsOfRulesThatLookElsewhereNow() {
    use(STORM);
    result("a", 0, 6);
    journal.published();

    use(STORM.replace("window: 10s", "window: 1m"));
    assertThat(journal.published())
        .containsExactly(
            "resolved " + STORM_KEY + " 0-10: rule changed: it looks at other results now");
  }

  @Test
  void keepsTheStateOfAChangedRule() {
    use(STORM);
    result("a", 0, 6);
    journal.published();

    use(STORM.replace("for: 30s", "for: 20s").replace("count > 5", "count > 4"));
    result("a", 10, 5);

    assertThat(journal.published())
        .containsExactly("firing " + STORM_KEY + " 0-20: count > 4 (count = 5)");
  }

  @Test
  void publishesUnderNewLabelsWhatWasUnderOldOnes() {
    use(STORM);
    result("a", 0, 6);
    journal.published();

    use(STORM.replace("severity: page", "severity: info"));
    assertThat(journal.published())
        .containsExactly(
            "resolved " + STORM_KEY + " 0-10: rule changed: other labels",
            "pending " + STORM_KEY.replace("page", "info") + " 0-10: rule changed: other labels");
    assertThat(journal.kept).hasSize(1);
  }

  @Test
  void leavesAnAlertAsItIsWhenTheConditionHasNoValue() {
    use(STORM.replace("count > 5", "count / to_shared > 5"));
    book.result(vm("a", 0, 6).with("toShared", 1L).result());
    book.result(vm("a", 10, 6).with("toShared", 0L).result());
    book.result(vm("a", 20, 6).with("toShared", 1L).result());

    assertThat(journal.failures).containsExactly("Storm: division by zero");
    assertThat(journal.published())
        .extracting(line -> line.substring(0, 7))
        .containsExactly("pending", "firing ");
  }

  @Test
  void escapesLabelsInKeys() {
    use(
        "rules: [{alert: A, over: fleet, window: 10s, when: 'true', labels: {b: \"x\\\"y\\\\\\nz\", a: ''}}]");
    book.result(Windows.fleet().between(0, 10).result());

    assertThat(journal.transitions)
        .extracting(Transition::key)
        .containsExactly("A{a=\"\",b=\"x\\\"y\\\\\\nz\"}");
  }

  private void use(String rules) {
    book.use(Rules.parse("rules.yaml", rules));
  }

  private void restart(String rules) {
    book = new AlertBook(List.copyOf(journal.kept.values()), wallMs, journal);
    use(rules);
  }

  private void result(String vm, long startS, long count) {
    book.result(vm(vm, startS, count).result());
  }

  private static Windows vm(String vm, long startS, long count) {
    return Windows.vm(vm).between(startS, startS + 10).with("count", count);
  }

  private void tickFor(int seconds) {
    for (int i = 0; i < seconds / 5; i++) {
      wallMs += 5000;
      book.tick(wallMs);
    }
  }
}
