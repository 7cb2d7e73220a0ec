package io.qtrace.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qtrace.retry.StopSignal;
import io.qtrace.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertRuleFileTest {

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void setUp() {
    path = directory.resolve("rules.yaml");
  }

  @Test
  void takesAChange() throws IOException {
    write("A");
    var file = RuleFile.open(path, MadeWindows.UNKNOWN);
    var before = file.rules();

    file.look();
    assertThat(file.rules()).as("unchanged").isSameAs(before);

    write("B");
    try (var log = new CapturedLog(RuleFile.class)) {
      file.look();
      assertThat(log.lines()).containsExactly("INFO " + path + " has changed: 1 rules are in use");
    }
    assertThat(names(file)).containsExactly("B");
  }

  @Test
  void keepsTheRulesWhenAChangeIsBadAndSaysSoOnce() throws IOException {
    write("A");
    var file = RuleFile.open(path, MadeWindows.UNKNOWN);
    Files.writeString(path, "rules:\n  - alert: B\n    over: vm\n    when: cuont > 1\n");
    try (var log = new CapturedLog(RuleFile.class)) {
      file.look();
      file.look();
      assertThat(log.lines())
          .containsExactly(
              """
              ERROR %1$s has changed, but has 1 error; the rules before stay in use
              %1$s:4:11: error: vm results have no 'cuont'; did you mean 'count'?
                    when: cuont > 1
                          ^~~~~"""
                  .formatted(path));
    }
    assertThat(names(file)).containsExactly("A");

    write("C");
    file.look();
    assertThat(names(file)).containsExactly("C");
  }

  @Test
  void keepsTheRulesWhenAChangeLooksAtWindowsThatAreNotMade() throws IOException {
    write("A");
    var made =
        new MadeWindows(List.of(Duration.ofSeconds(30)), "conversions.windows=30s (default)");
    var file = RuleFile.open(path, made);
    Files.writeString(path, text("B") + "    window: 10s\n");
    try (var log = new CapturedLog(RuleFile.class)) {
      file.look();
      assertThat(log.lines())
          .containsExactly(
              """
              ERROR %1$s has changed, but has 1 error; the rules before stay in use
              %1$s:5:13: error: no windows of 10s are made, so the rule would never fire: \
              conversions.windows=30s (default); add 10s there, or look at windows of 30s
                    window: 10s
                            ^~~"""
                  .formatted(path));
    }
    assertThat(names(file)).containsExactly("A");

    Files.writeString(path, text("C") + "    window: 30s\n");
    file.look();
    assertThat(names(file)).containsExactly("C");
  }

  @Test
  void keepsTheRulesWhenTheFileIsGone() throws IOException {
    write("A");
    var file = RuleFile.open(path, MadeWindows.UNKNOWN);
    Files.delete(path);
    try (var log = new CapturedLog(RuleFile.class)) {
      file.look();
      file.look();
      assertThat(log.lines())
          .containsExactly(
              "ERROR %s cannot be read (no such file); the rules before stay in use"
                  .formatted(path));
    }
    assertThat(names(file)).containsExactly("A");
  }

  @Test
  void followsASymbolicLinkThatIsSwapped() throws IOException {
    var one = Files.writeString(directory.resolve("1"), text("A"));
    var two = Files.writeString(directory.resolve("2"), text("B"));
    Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
    Files.createSymbolicLink(path, one);
    var file = RuleFile.open(path, MadeWindows.UNKNOWN);

    Files.delete(path);
    Files.createSymbolicLink(path, two);
    file.look();

    assertThat(names(file)).containsExactly("B");
  }

  @Test
  @Tag("long")
  void watchesUntilStopped() throws IOException {
    write("A");
    var file = RuleFile.open(path, MadeWindows.UNKNOWN);
    var stop = new StopSignal();
    file.watch(stop);
    try {
      write("B");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(names(file)).containsExactly("B"));
    } finally {
      stop.stop();
    }
  }

  @Test
  void refusesABadFileAtFirst() throws IOException {
    assertThatThrownBy(() -> RuleFile.open(path, MadeWindows.UNKNOWN))
        .isInstanceOf(NoSuchFileException.class);
    Files.writeString(path, "rules: 7");
    assertThatThrownBy(() -> RuleFile.open(path, MadeWindows.UNKNOWN))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessage(path + ":1:8: error: 'rules' has to be a list\n  rules: 7\n         ^");
  }

  private void write(String alert) throws IOException {
    Files.writeString(path, text(alert));
  }

  private static String text(String alert) {
    return "rules:\n  - alert: %s\n    over: vm\n    when: count > 1\n".formatted(alert);
  }

  private static List<String> names(RuleFile file) {
    return file.rules().all().stream().map(Rule::name).toList();
  }
}
