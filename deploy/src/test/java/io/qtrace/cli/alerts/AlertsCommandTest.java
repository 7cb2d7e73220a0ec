package io.qtrace.cli.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsCommandTest {

  @TempDir Path directory;

  @Test
  void printsRulesCompactly() throws IOException {
    var file =
        write(
            """
            rules:
              - alert: Storm
                over: ram-block
                window: 10s
                when: >
                  conversions_per_second > 5000
                  && complete
                for: 90s
                labels: {severity: page, team: vmm}
              - alert: Lost
                over: fleet
                when: "!complete"
            """);

    assertThat(CommandRun.of("alerts", "check", file))
        .isEqualTo(
            new CommandRun(
                0,
                """
                Storm  ram-block, 10s windows  for 1m30s
                  conversions_per_second > 5000 && complete
                  {severity=page, team=vmm}
                Lost  fleet, all windows  at once
                  !complete
                2 rules
                """,
                ""));
  }

  @Test
  void pointsAtWhatIsWrong() throws IOException {
    var file = write("rules:\n  - alert: A\n    over: vm\n    when: count\n");

    assertThat(CommandRun.of("alerts", "check", file))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                qtrace: %1$s has 1 error
                %1$s:4:11: error: the condition is of type int; it has to be bool
                      when: count
                            ^~~~~
                """
                    .formatted(file)));
    assertThat(CommandRun.of("alerts", "check", "/nowhere"))
        .isEqualTo(
            new CommandRun(1, "", "qtrace: /nowhere: cannot read the rules: no such file\n"));
    assertThat(CommandRun.of("alerts"))
        .isEqualTo(new CommandRun(2, "", "qtrace: which command?; see 'qtrace alerts --help'\n"));
  }

  @Test
  void refusesRulesOverWindowsThatAreNotMade() throws IOException {
    var rule = "rules:\n  - {alert: A, over: vm, when: count > 1, window: 1m30s}\n";
    var file = write(rule);
    var environment = Map.of("QTRACE_CONVERSIONS_WINDOWS", "30s");

    assertThat(CommandRun.with(environment, "alerts", "check", file))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                qtrace: %1$s has 1 error
                %1$s:2:51: error: no windows of 1m30s are made, so the rule would never fire: \
                conversions.windows=30s (QTRACE_CONVERSIONS_WINDOWS); add 1m30s there, or look at \
                windows of 30s
                    - {alert: A, over: vm, when: count > 1, window: 1m30s}
                                                                    ^~~~~
                """
                    .formatted(file)));
    var more = new String[] {"alerts", "check", file, "-X", "conversions.windows=90s/30s"};
    assertThat(CommandRun.with(environment, more).exitCode()).isZero();
    more[4] = "conversions.windows=soon";
    assertThat(CommandRun.of(more))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: conversions.windows: 'soon' is not a duration such as 10s, 5m or 1h\n"));
  }

  @Test
  void readsTheRulesThatAreShipped() {
    var run = CommandRun.of("alerts", "check", "alerts/rules.yaml");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("PageConversionStorm  ").endsWith("\n11 rules\n");
  }

  private String write(String rules) throws IOException {
    return Files.writeString(directory.resolve("rules.yaml"), rules).toString();
  }
}
