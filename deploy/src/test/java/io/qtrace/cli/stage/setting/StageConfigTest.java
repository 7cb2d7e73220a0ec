package io.qtrace.cli.stage.setting;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.setting.Setting;
import io.qtrace.topology.setting.StageSettings;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageConfigTest {

  @TempDir private Path directory;

  @Test
  void everyKeyIsOneOfTheStage() {
    for (var setting : StageSettings.ALL) {
      assertThat(DecodeConfig.from(Map.of(setting.key(), setting.fallback())))
          .as(setting.key())
          .isNotNull();
    }
  }

  @Test
  void thePageOfTheConfigurationHasARowForEverySetting() throws IOException {
    var file = Path.of("../docs/configuration.md");
    var page = Files.readString(file);
    var rows =
        StageSettings.ALL.stream()
            .collect(Collectors.groupingBy(StageConfigTest::table, LinkedHashMap::new, toList()));
    var written = page;
    for (var table : rows.entrySet()) {
      written = withRows(written, table.getKey(), table.getValue());
    }
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(file, written);
    }
    assertThat(page)
        .as("run the test with -Dqtrace.goldens.write=true to write the tables")
        .isEqualTo(written);
  }

  private static String table(Setting<?> setting) {
    return Set.of("bootstrap", "registry", "topics.prefix").contains(setting.key())
        ? "# Configuration"
        : "## The stage";
  }

  /** The first table behind the heading gets these rows, and no others. */
  private static String withRows(String page, String heading, List<Setting<?>> settings) {
    var head = "| key | default | |\n|---|---|---|\n";
    int from = page.indexOf(head, page.indexOf(heading + "\n")) + head.length();
    int to = page.indexOf("\n\n", from) + 1;
    var rows = settings.stream().map(setting -> setting.row() + "\n").collect(joining());
    return page.substring(0, from) + rows + page.substring(to);
  }

  @Test
  void takesTheStagesSettingsFromTheFileAndTheEnvironment() throws IOException {
    var file = Files.writeString(directory.resolve("q.properties"), "conversions.windows=30s\n");

    var config = config(file, Map.of("QTRACE_SCHEMAS_REGISTER", "false"));

    assertThat(config.conversions().windows()).isEqualTo(WindowSpec.parseAll("30s"));
    assertThat(config.registryAccess()).isEqualTo(RegistryAccess.LOOK_UP);
  }

  @Test
  void resolvesReferencesToFiles() throws IOException {
    var secrets = Files.writeString(directory.resolve("secrets"), "password=pa$$:word\n");
    Files.writeString(directory.resolve("token"), "t0ken");
    var file =
        Files.writeString(
            directory.resolve("q.properties"),
            """
            kafka.sasl.jaas.config=Login required username="me" password="${file:%s:password}";
            registry.bearer.auth.token=${directory:%s:token}
            kafka.client.id=${env:PATH}
            """
                .formatted(secrets, directory));

    var config = config(file, Map.of());

    assertThat(config.streams().kafka())
        .containsEntry("sasl.jaas.config", "Login required username=\"me\" password=\"pa$$:word\";")
        .containsEntry("client.id", System.getenv("PATH"));
    assertThat(config.registry().properties()).containsEntry("bearer.auth.token", "t0ken");
  }

  @Test
  void saysWhichReferenceLeadsNowhere() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("q.properties"),
            "kafka.ssl.key.password=${env:QTRACE_TEST_NO_SUCH_VARIABLE}\n");

    assertThatThrownBy(() -> config(file, Map.of()))
        .isInstanceOf(Failure.class)
        .hasMessage(
            "kafka.ssl.key.password: ${env:QTRACE_TEST_NO_SUCH_VARIABLE} is not there; write"
                + " ${env:NAME}, ${file:PATH:KEY} or ${directory:PATH:FILE}");
  }

  @Test
  void saysWhichFileOfAReferenceCanNotBeRead() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("q.properties"), "kafka.ssl.key.password=${file:/nowhere:key}\n");

    assertThatThrownBy(() -> config(file, Map.of()))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("kafka.ssl.key.password: ")
        .hasMessageContaining("/nowhere");
  }

  private static DecodeConfig config(Path file, Map<String, String> environment) {
    return StageConfig.of(Settings.load(Optional.of(file), environment), Map.of(), Map.of());
  }
}
