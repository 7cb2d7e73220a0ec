package io.qtrace.alert.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.alert.window.Scope;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.testing.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertExpressionsTest {

  private static final WindowResult RESULT =
      Windows.ramBlock("vm-7", "ram0")
          .between(1_767_268_800, 1_767_268_810)
          .with("count", 51_234L)
          .with("conversionsPerSecond", 5123.4)
          .with("toShared", 3L)
          .with("sharedBytes", 1_610_612_736L)
          .with("complete", true)
          .result();

  private static final Expressions EXPRESSIONS = Expressions.over(Scope.RAM_BLOCK);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conversions_per_second > 5000.0 && complete",
        "conversions_per_second > 5000",
        "5124 >= conversions_per_second",
        "count > 51233.5",
        "count * 0.5 == 25617",
        "25617 == count * 0.5",
        "conversions_per_second * 2 > 10246 && 2 * conversions_per_second < 10247",
        "conversions_per_second - 123 + 1 < 5002 && 1 + conversions_per_second / 1 > 5000",
        "10000 / conversions_per_second < 2 && 10000 - conversions_per_second > 4876",
        "to_shared != 2.5 && 2.5 != to_shared",
        "to_shared / 2 == 1",
        "double(to_shared) / 2 == 1.5",
        "vm.startsWith('vm-') && block in ['ram0', 'ram1'] && host == 'h1'",
        "block.matches('^ram[0-9]+$')",
        "window_end - window_start == duration('10s')",
        "window_start.getHours() == 12",
        "[1, 2, 3].exists(n, n == to_shared)",
        "shared_bytes >= 3 * 512 * 1024 * 1024",
        "(complete ? count : 0) > 0",
      })
  void holds(String condition) throws Exception {
    assertThat(EXPRESSIONS.condition(condition).holds(RESULT)).isTrue();
  }

  @Test
  void explainsAConditionWithItsValues() throws Exception {
    var condition =
        EXPRESSIONS.condition("conversions_per_second > 5000 &&\n  complete && count > to_shared");

    assertThat(condition.explained(RESULT))
        .isEqualTo(
            "conversions_per_second > 5000 && complete && count > to_shared (conversions_per_second"
                + " = 5,123, complete = true, count = 51,234, to_shared = 3)");
    assertThat(EXPRESSIONS.condition("true").explained(RESULT)).isEqualTo("true");
    assertThat(EXPRESSIONS.condition("[1].exists(n, n > 0)").explained(RESULT))
        .isEqualTo("[1].exists(n, n > 0)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "count / to_private > 1 | division by zero",
        "count * 9223372036854775807 > 1 | long overflow",
        "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a + b + c + d + e > 0))))) | Iteration budget exceeded: 10000",
      })
  void saysWhyAConditionHasNoValue(String text, String reason) throws Exception {
    var condition = EXPRESSIONS.condition(text);

    assertThatThrownBy(() -> condition.holds(RESULT))
        .isInstanceOf(EvaluationFailedException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "block.matches('(a)\\\\1') | not a regular expression: invalid escape sequence '\\1'",
        "block.matches('a(?=b)') | not a regular expression: invalid or unsupported Perl syntax '(?='",
        "block.matches('((a{1000}){1000}){1000}') | the regular expression is too large; repeat less in it, {n} above all",
        "block.matches('(a{100}){200}') | the regular expression is too large; repeat less in it, {n} above all",
        "block.matches(vm) | the pattern of 'matches' has to be a literal, such as '^ram[0-9]+$'; use startsWith, endsWith, contains or == with a value",
        "[vm].exists(v, matches(block, v)) | the pattern of 'matches' has to be a literal, such as '^ram[0-9]+$'; use startsWith, endsWith, contains or == with a value",
      })
  void refusesPatternsThatCouldNotBeEvaluatedInBoundedTime(String text, String message) {
    assertThatThrownBy(() -> EXPRESSIONS.condition(text))
        .isInstanceOf(BadExpressionException.class)
        .hasMessage(message);
  }

  @Test
  void evaluatesPatternsInLinearTime() throws Exception {
    var longName = Windows.ramBlock("vm-7", "a".repeat(100_000) + "b").between(0, 10).result();

    assertThat(EXPRESSIONS.condition("block.matches('(a+)+$')").holds(longName)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no values | no values",
        "{{ vm }}/{{block}}: {{ conversions_per_second }}/s | vm-7/ram0: 5,123/s",
        "{{ count }} {{ to_shared }} {{ -count }} | 51,234 3 -51,234",
        "{{ 99.96 }} {{ 0.012345 }} {{ 12.0 }} {{ 0.0 }} {{ 1.0 / 0.0 }} | 100 0.0123 12 0 Infinity",
        "{{ -1234.4 }} {{ 1e300 > 1.0 }} {{ 7u }} | -1,234 true 7",
        "{{ human_bytes(shared_bytes) }}, {{ human_bytes(100) }}, {{ human_bytes(1500.0) }} | 1.5 GiB, 100 B, 1.46 KiB",
        "{{ window_start }} {{ window_end - window_start }} | 2026-01-01T12:00:00Z 10s",
        "{{ count > 3 ? 'many' : 'few' }} | many",
        "{{ count / to_private }} of {{ vm }} | {{ count / to_private : division by zero}} of vm-7",
        "a } b }} c { d | a } b }} c { d",
      })
  void fillsTemplatesInForPeople(String text, String expected) throws Exception {
    assertThat(EXPRESSIONS.template(text).fill(RESULT)).isEqualTo(expected);
  }

  @Test
  void knowsAllFieldsOfEveryScope() throws Exception {
    for (var scope : Scope.values()) {
      for (var variable : scope.variables()) {
        var text = "%1$s == %1$s".formatted(variable.name());
        assertThat(Expressions.over(scope).condition(text).text()).isEqualTo(text);
      }
    }
  }
}
