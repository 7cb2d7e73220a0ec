package io.qtrace.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.Windows;
import org.junit.jupiter.api.Test;

class AlertBookTest {

  private final KeptBook book = new KeptBook();

  @Test
  void goesFromPendingToFiringToResolved() {
    book.use(KeptBook.STORM);

    book.result("a", 0, 3);
    assertThat(book.journal.published()).isEmpty();

    book.result("a", 10, 6);
    assertThat(book.journal.published())
        .containsExactly("pending " + KeptBook.STORM_KEY + " 10-20: count > 5 (count = 6)");

    book.result("a", 20, 7);
    assertThat(book.journal.published()).as("not held for 30 s").isEmpty();

    book.result("a", 30, 8);
    assertThat(book.journal.transitions.get(0).annotations()).containsEntry("summary", "a has 8");
    assertThat(book.journal.transitions.get(0).severity()).isEqualTo("page");
    assertThat(book.journal.published())
        .containsExactly("firing " + KeptBook.STORM_KEY + " 10-40: count > 5 (count = 8)");

    book.result("a", 40, 9);
    assertThat(book.journal.published()).as("fires already").isEmpty();

    book.result("a", 50, 5);
    assertThat(book.journal.transitions.get(0).annotations())
        .as("what was published last")
        .containsEntry("summary", "a has 8");
    assertThat(book.journal.published())
        .containsExactly(
            "resolved " + KeptBook.STORM_KEY + " 10-60: no longer: count > 5 (count = 5)");
    assertThat(book.journal.kept).isEmpty();
  }

  @Test
  void resolvesWhatWasPendingOnly() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.result("a", 10, 1);

    assertThat(book.journal.published())
        .containsExactly(
            "pending " + KeptBook.STORM_KEY + " 0-10: count > 5 (count = 6)",
            "resolved " + KeptBook.STORM_KEY + " 0-20: no longer: count > 5 (count = 1)");
  }

  @Test
  void firesAtOnceIfAWindowIsLongEnough() {
    book.use(KeptBook.STORM.replace("for: 30s", "for: 10s"));
    book.result("a", 0, 6);

    assertThat(book.journal.published())
        .containsExactly("firing " + KeptBook.STORM_KEY + " 0-10: count > 5 (count = 6)");
  }

  @Test
  void keepsAlertsOfOthersApart() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.result("b", 0, 6);
    book.result("b", 10, 1);

    assertThat(book.journal.published())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "pending " + KeptBook.STORM_KEY + " 0-10",
            "pending " + KeptBook.STORM_KEY.replace("\"a\"", "\"b\"") + " 0-10",
            "resolved " + KeptBook.STORM_KEY.replace("\"a\"", "\"b\"") + " 0-20");
  }

  @Test
  void looksAtItsOwnScopeAndWindowsOnly() {
    book.use(KeptBook.STORM);
    book.result(Windows.vm("a").between(0, 60).with("count", 9L).result());
    book.result(Windows.host("h1").between(0, 10).with("count", 9L).result());
    book.result(Windows.ramBlock("a", "r").between(0, 10).with("count", 9L).result());

    assertThat(book.journal.published()).isEmpty();
  }

  @Test
  void hasAlertsForWindowsOfEachLengthUnlessToldWhich() {
    book.use(KeptBook.STORM.replace("    window: 10s\n", ""));
    book.result("a", 50, 6);
    book.result(Windows.vm("a").between(0, 60).with("count", 3L).result());
    book.result("a", 60, 6);
    book.result("a", 70, 6);

    var key = KeptBook.STORM_KEY.replace("}", ",window=\"10s\"}");
    assertThat(book.journal.published())
        .containsExactly(
            "pending " + key + " 50-60: count > 5 (count = 6)",
            "firing " + key + " 50-80: count > 5 (count = 6)");
  }

  @Test
  void ignoresWindowsItHasSeenAndOlderOnes() {
    book.use(KeptBook.STORM);
    book.result("a", 10, 6);
    book.result("a", 10, 1);
    book.result("a", 0, 1);

    assertThat(book.journal.published()).hasSize(1);
    assertThat(book.journal.kept).hasSize(1);
  }

  @Test
  void goesOnAfterARestart() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.result("a", 10, 6);
    book.journal.published();

    book.restart(KeptBook.STORM);
    book.result("a", 20, 6);

    assertThat(book.journal.published())
        .containsExactly("firing " + KeptBook.STORM_KEY + " 0-30: count > 5 (count = 6)");
  }

  @Test
  void resolvesAlertsOfRemovedRules() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.journal.published();

    book.use("rules: []");
    assertThat(book.journal.published())
        .containsExactly("resolved " + KeptBook.STORM_KEY + " 0-10: rule removed");

    book.use(KeptBook.STORM);
    book.result("a", 10, 6);
    book.restart("rules: []");
    assertThat(book.journal.published())
        .as("removed while stopped")
        .containsExactly(
            "pending " + KeptBook.STORM_KEY + " 10-20: count > 5 (count = 6)",
            "resolved " + KeptBook.STORM_KEY + " 10-20: rule removed");
  }

  @Test
  void resolvesAlertsOfRulesThatLookElsewhereNow() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.journal.published();

    book.use(KeptBook.STORM.replace("window: 10s", "window: 1m"));
    assertThat(book.journal.published())
        .containsExactly(
            "resolved "
                + KeptBook.STORM_KEY
                + " 0-10: rule changed: it looks at other results now");
  }

  @Test
  void keepsTheStateOfAChangedRule() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.journal.published();

    book.use(KeptBook.STORM.replace("for: 30s", "for: 20s").replace("count > 5", "count > 4"));
    book.result("a", 10, 5);

    assertThat(book.journal.published())
        .containsExactly("firing " + KeptBook.STORM_KEY + " 0-20: count > 4 (count = 5)");
  }

  @Test
  void publishesUnderNewLabelsWhatWasUnderOldOnes() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.journal.published();

    book.use(KeptBook.STORM.replace("severity: page", "severity: info"));
    assertThat(book.journal.published())
        .containsExactly(
            "resolved " + KeptBook.STORM_KEY + " 0-10: rule changed: other labels",
            "pending "
                + KeptBook.STORM_KEY.replace("page", "info")
                + " 0-10: rule changed: other labels");
    assertThat(book.journal.kept).hasSize(1);
  }

  @Test
  void leavesAnAlertAsItIsWhenTheConditionHasNoValue() {
    book.use(KeptBook.STORM.replace("count > 5", "count / to_shared > 5"));
    book.result(KeptBook.vm("a", 0, 6).with("toShared", 1L).result());
    book.result(KeptBook.vm("a", 10, 6).with("toShared", 0L).result());
    book.result(KeptBook.vm("a", 20, 6).with("toShared", 1L).result());

    assertThat(book.journal.failures).containsExactly("Storm: division by zero");
    assertThat(book.journal.published())
        .extracting(line -> line.substring(0, 7))
        .containsExactly("pending", "firing ");
  }

  @Test
  void escapesLabelsInKeys() {
    book.use(
        "rules: [{alert: A, over: fleet, window: 10s, when: 'true', labels: {b: \"x\\\"y\\\\\\n"
            + "z\", a: ''}}]");
    book.result(Windows.fleet().between(0, 10).result());

    assertThat(book.journal.transitions)
        .extracting(Transition::key)
        .containsExactly("A{a=\"\",b=\"x\\\"y\\\\\\nz\"}");
  }
}
