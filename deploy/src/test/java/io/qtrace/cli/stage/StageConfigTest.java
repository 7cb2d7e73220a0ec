package io.qtrace.cli.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.conversion.window.WindowSpec;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.topology.DecodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class StageConfigTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @FieldSource("io.qtrace.cli.stage.StageConfig#KEYS")
  void everyKeyIsOneOfTheStage(String key) {
    try {
      DecodeConfig.from(Map.of(key, "?"));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith(key + ": ").hasMessageNotContaining("not a known");
    }
  }

  @Test
  void thePageOfTheConfigurationHasEveryKey() throws IOException {
    var page = Files.readString(Path.of("../docs/configuration.md"));
    var stage = page.substring(page.indexOf("## The stage"), page.indexOf("## Clients"));
    var keys = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|").matcher(stage);

    assertThat(keys.results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(StageConfig.KEYS);
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
