package io.qtrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

@Tag("slow")
class RulesTest {

  private static final Path PROMETHEUS = Path.of("prometheus");
  private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks.md");

  /** The address that an operator gives, else the file in the source tree. */
  private static final String BASE =
      "{{ with $externalLabels.runbooks }}{{ . }}{{ else }}docs/runbooks.md{{ end }}";

  private static final Pattern SECTION = Pattern.compile("(?m)^## (\\w+)$");

  @Test
  void areSoundAndDoWhatTheirTestsSay() throws Exception {
    assumeTrue(
        hasPromtool(),
        "promtool is missing, so no rule was tested; Debian: apt-get install prometheus");
    promtool("check", "config", "prometheus.yml");
    promtool("check", "rules", "rules/alerts.yaml", "rules/recording.yaml");
    promtool("test", "rules", "tests/alerts.yaml");
  }

  @Test
  void fireInATest() throws IOException {
    var firing = new ArrayList<Object>();
    for (var test : list(yaml(PROMETHEUS.resolve("tests/alerts.yaml")).get("tests"))) {
      for (var alert : list(test.getOrDefault("alert_rule_test", List.of()))) {
        if (alert.containsKey("exp_alerts")) {
          firing.add(alert.get("alertname"));
        }
      }
    }
    assertThat(firing).hasSameElementsAs(alerts().keySet());
  }

  @Test
  void leadToASectionOfTheRunbooks() throws IOException {
    var alerts = alerts();
    assertThat(SECTION.matcher(Files.readString(RUNBOOKS)).results().map(m -> m.group(1)))
        .containsExactlyInAnyOrderElementsOf(alerts.keySet());
    alerts.forEach(
        (name, rule) -> {
          assertThat(map(rule.get("annotations")))
              .containsKey("summary")
              .containsEntry("runbook_url", BASE + "#" + name.toLowerCase(Locale.ROOT));
          assertThat(map(rule.get("labels")).get("severity"))
              .as(name)
              .isIn("critical", "warning", "info");
        });
  }

  private static Map<String, Map<String, Object>> alerts() throws IOException {
    var alerts = new TreeMap<String, Map<String, Object>>();
    for (var group : list(yaml(PROMETHEUS.resolve("rules/alerts.yaml")).get("groups"))) {
      for (var rule : list(group.get("rules"))) {
        alerts.put(String.valueOf(rule.get("alert")), rule);
      }
    }
    return alerts;
  }

  private static Map<String, Object> yaml(Path file) throws IOException {
    return map(new Yaml().load(Files.readString(file)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object yaml) {
    return (List<Map<String, Object>>) yaml;
  }

  private static boolean hasPromtool() throws InterruptedException {
    try {
      return new ProcessBuilder("promtool", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add("promtool");
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .directory(PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
