package io.qtrace.alert;

import static java.util.regex.Pattern.DOTALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.alert.rule.InvalidRulesException;
import io.qtrace.alert.rule.Rules;
import io.qtrace.alert.window.Scope;
import io.qtrace.testing.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/alerts.md says what is. */
class AlertDocsTest {

  private static final Path PAGE = Path.of("../docs/alerts.md");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", DOTALL);
  private static final Pattern ROW =
      Pattern.compile("\\| (\\S+) to (\\S+) \\| (\\d+) \\| (.*?) ?\\|");

  private String page;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(PAGE);
  }

  @ParameterizedTest
  @EnumSource(names = {"RAM_BLOCK", "VM"})
  void listsTheVariables(Scope scope) throws IOException {
    var begin = "<!-- %s -->\n".formatted(scope.text());
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end -->", from);

    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table(scope) + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to))
        .as("run the test with -Dqtrace.goldens.write=true to write the table")
        .isEqualTo(table(scope));
  }

  private static String table(Scope scope) {
    return "| variable | type | |\n|---|---|---|\n"
        + scope.variables().stream()
            .map(
                variable ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            variable.name(),
                            variable.kind().name().toLowerCase(Locale.ROOT),
                            variable.doc()))
            .collect(Collectors.joining());
  }

  @Test
  void showsWhatBecomesOfResults() {
    var journal = new RecordedJournal();
    var book = new AlertBook(List.of(), 0, journal);
    book.use(Rules.parse("docs", rules().replaceAll("(?m)^ *absent-after.*\n", "")));
    int rows = 0;
    for (var row = ROW.matcher(page); row.find(); rows++) {
      long startS = seconds(row.group(1));
      book.result(
          Windows.ramBlock("vm-7", "ram0")
              .between(startS, seconds(row.group(2)))
              .with("conversionsPerSecond", Double.parseDouble(row.group(3)))
              .result());

      assertThat(published(journal)).as(row.group()).isEqualTo(row.group(4));
    }
    assertThat(rows).isEqualTo(8);
  }

  @Test
  void showsWhatIsWrongWithAFile() {
    var bad = "rules:\n  - alert: A\n    over: ram-block\n    when: conversion_per_second > 5\n";
    try {
      Rules.parse("rules.yaml", bad);
    } catch (InvalidRulesException e) {
      assertThat(page).contains(e.getMessage().lines().findFirst().orElseThrow());
      return;
    }
    throw new AssertionError("nothing is wrong");
  }

  private String rules() {
    Matcher yaml = YAML.matcher(page);
    assertThat(yaml.find()).isTrue();
    return yaml.group(1);
  }

  private static String published(RecordedJournal journal) {
    var text =
        journal.transitions.stream()
            .map(t -> t.state().text() + ", since " + time(t.sinceMs()))
            .collect(Collectors.joining("; "));
    journal.transitions.clear();
    return text;
  }

  private static long seconds(String time) {
    return Instant.parse("2026-01-01T" + time + "Z").getEpochSecond();
  }

  private static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString().substring(11, 19);
  }
}
