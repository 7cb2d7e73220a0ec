package io.qtrace.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.alert.window.Scope;
import io.qtrace.text.Durations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesTest {

  @Test
  void readsEveryKey() {
    var rule =
        Rules.parse(
                "rules.yaml",
                """
                rules:
                  - alert: PageConversionStorm
                    over: ram-block
                    window: 10s
                    when: >
                      conversions_per_second > 5000
                      && complete
                    for: 1m30s
                    absent-after: 2h
                    labels: {severity: warning, team: 7}
                    annotations:
                      summary: "{{ vm }}/{{ block }}: {{ conversions_per_second }} conversions/s"
                """)
            .all()
            .get(0);

    assertThat(rule.name()).isEqualTo("PageConversionStorm");
    assertThat(rule.over()).isEqualTo(Scope.RAM_BLOCK);
    assertThat(rule.window()).contains(Duration.ofSeconds(10));
    assertThat(rule.when()).hasToString("conversions_per_second > 5000 && complete\n");
    assertThat(rule.hold()).isEqualTo(Duration.ofSeconds(90));
    assertThat(rule.absentAfter(10_000)).isEqualTo(7_200_000);
    assertThat(rule.labels()).hasToString("{severity=warning, team=7}");
    assertThat(rule.annotations()).containsOnlyKeys("summary");
  }

  @Test
  void hasADefaultForWhatIsLeftOut() {
    var text = "rules:\n- {alert: A, over: fleet, when: complete, for: , labels: }";
    var rules = Rules.parse("rules.yaml", text);
    var rule = rules.find("A").orElseThrow();

    assertThat(rules.over(Scope.FLEET)).containsExactly(rule);
    assertThat(rules.over(Scope.HOST)).isEmpty();
    assertThat(rule.window()).isEmpty();
    assertThat(rule.hold()).isZero();
    assertThat(rule.absentAfter(10_000)).isEqualTo(90_000);
    assertThat(rule.labels()).isEmpty();
    assertThat(rule.annotations()).isEmpty();
  }

  @Test
  void mayBeEmptyOnPurpose() {
    assertThat(Rules.parse("rules.yaml", "rules: []").all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "500ms, 500ms",
    "90s, 1m30s",
    "1h30m, 1h30m",
    "36h, 1d12h",
    "1d2h3m4s5ms, 1d2h3m4s5ms"
  })
  void readsAndPrintsDurations(String text, String printed) {
    assertThat(Durations.print(Durations.parse(text, "5m"))).isEqualTo(printed);
  }
}
