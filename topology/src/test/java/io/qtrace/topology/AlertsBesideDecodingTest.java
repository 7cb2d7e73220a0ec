package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.alert.rule.MadeWindows;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.alert.stream.AlertStage;
import io.qtrace.topic.TopicNames;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.destination.FakeTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsBesideDecodingTest {

  private static final String RULE = "rules: [{alert: A, over: vm, when: count > 1}]\n";

  @TempDir private Path directory;

  @Test
  void leavesTheNumbersOfTheOtherSubTopologiesAlone() throws IOException {
    var targets = new FakeTargets();
    var without = DecodeDriver.topology(TestParts.of(targets)).describe().subtopologies();
    var topology = DecodeDriver.topology(TestParts.of(targets));
    var rules = RuleFile.open(file(RULE), MadeWindows.UNKNOWN);
    new AlertStage(rules, 1, id -> null, new SimpleMeterRegistry())
        .addTo(topology, new TopicNames(TopicNames.DEFAULT_PREFIX));

    assertThat(topology.describe().subtopologies())
        .containsAll(without)
        .hasSize(without.size() + 1);
  }

  @Test
  void readsTheRulesWithTheConfiguration() throws IOException {
    var file = file(RULE);
    var config = DecodeConfig.from(Map.of("alert.rules", file.toString()));

    assertThat(config.alertRules().orElseThrow().rules().find("A")).isPresent();
    assertThat(DecodeConfig.from(Map.of()).alertRules()).isEmpty();
  }

  @Test
  void refusesBadRulesWithTheConfiguration() throws IOException {
    var file = file("rules: [{alert: A, over: vm, when: cuont > 1, fro: 5s}]\n");

    assertThatThrownBy(() -> DecodeConfig.from(Map.of("alert.rules", file.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            alert.rules: %1$s has 2 errors
            %1$s:1:36: error: vm results have no 'cuont'; did you mean 'count'?
              rules: [{alert: A, over: vm, when: cuont > 1, fro: 5s}]
                                                 ^~~~~
            %1$s:1:47: error: unknown key 'fro'; known are alert, over, window, when, for,\
             absent-after, labels and annotations
              rules: [{alert: A, over: vm, when: cuont > 1, fro: 5s}]
                                                            ^~~\
            """
                .formatted(file));
    assertThatThrownBy(() -> DecodeConfig.from(Map.of("alert.rules", "/nowhere")))
        .hasMessage("alert.rules: cannot read /nowhere: no such file");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("rules.yaml"), text);
  }
}
