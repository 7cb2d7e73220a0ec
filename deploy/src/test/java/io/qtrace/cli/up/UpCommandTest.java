package io.qtrace.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.cli.CommandRun;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.stage.StageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the options, which is said before anything starts. */
class UpCommandTest {

  @TempDir Path directory;

  @BeforeEach
  void pretendToBeADistribution() throws IOException {
    Files.createDirectories(directory.resolve("home/lib"));
    Files.createDirectories(directory.resolve("home/registry"));
    System.setProperty("qtrace.home", directory.resolve("home").toString());
  }

  @AfterEach
  void stopPretending() {
    System.clearProperty("qtrace.home");
  }

  @Test
  void refusesADirectoryThatIsNotThere() {
    assertThat(up("--watch=/nowhere").err())
        .endsWith(
            "qtrace: /nowhere: cannot be watched: no such directory; give the directory QEMU writes"
                + " to by --watch\n");
  }

  @Test
  void refusesAFileInThePlaceOfADirectory() throws IOException {
    var file = Files.createFile(directory.resolve("vm-7.trace"));
    assertThat(up("--watch=" + file).err())
        .endsWith(
            "qtrace: %s: cannot be watched: not a directory; give the directory QEMU writes to by --watch\n"
                .formatted(file));
  }

  @Test
  void refusesDefinitionsThatCanNotBeRead() {
    assertThat(up("--watch=" + directory, "--definitions=/nowhere").err())
        .endsWith(
            "qtrace: /nowhere: cannot read the definitions: no such file; give the trace-events-all"
                + " of the QEMU that wrote the trace\n");
  }

  @Test
  void refusesTracesWithoutAHeaderIfNothingTellsTheirIds() {
    assertThat(up("--watch=" + directory, "--no-header").err())
        .endsWith(
            "qtrace: --no-header needs --definitions: the order of its events tells which id is which\n");
    assertThat(up("--no-header").err())
        .endsWith("--no-header is about traces that are watched; give --watch as well\n");
  }

  @Test
  void refusesTwoDirectoriesWithOneName() throws IOException {
    var one = Files.createDirectories(directory.resolve("a/b"));
    var other = Files.createDirectory(directory.resolve("a-b"));
    var run = up("--watch=" + one, "--watch=" + other, "--watch=" + one);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("qtrace: %s and %s cannot be watched at once".formatted(one, other));
  }

  @Test
  void refusesSocketsItCouldNotFind() {
    assertThat(up("--qmp=/run/**/qmp").err())
        .contains("qtrace: --qmp: ** has no bound; write one * for each level");
  }

  @Test
  void refusesAnAlertmanagerWithoutAlerts() {
    assertThat(up("--alertmanager=http://localhost:9093"))
        .extracting(CommandRun::exitCode, run -> run.err().strip())
        .containsExactly(
            2, "qtrace: --alertmanager needs alerts to send; give their rules by --alert-rules");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --kafka-port=99999    | invalid value for option '--kafka-port': '99999' is no port; give \
          1 to 65535, or 0 for any; see 'qtrace up --help'
          --kafka-port=ninety   | invalid value for option '--kafka-port': 'ninety' is no port; give \
          1 to 65535, or 0 for any; see 'qtrace up --help'
          --registry-port=-1    | invalid value for option '--registry-port': '-1' is no port; give \
          1 to 65535, or 0 for any; see 'qtrace up --help'
          --metrics-port=65536  | invalid value for option '--metrics-port': '65536' is no port; \
          give 1 to 65535, or 0 for any; see 'qtrace up --help'
          --listen=a.invalid    | --listen a.invalid: unknown host; give an address of this machine, \
          such as 0.0.0.0
          --wach=x              | unknown option '--wach'; did you mean '--watch'?; see 'qtrace up \
          --help'
          -Xmetrics.port=1      | -X metrics.port=1: give it by --metrics-port
          -Xthreads=many        | threads: 'many' is not a number from 1 to 256
          -Xthraeds=2           | thraeds: unknown setting; did you mean 'threads'?
          -Xbootstrap=other:1   | -X bootstrap=other:1: 'up' has its own in the data directory; \
          'run' decodes for others
          -Xstate.dir=/elsewhere | -X state.dir=/elsewhere: 'up' has its own in the data \
          directory; 'run' decodes for others
          """)
  void refusesWhatCanNotBe(String option, String sentence) {
    assertThat(up(option))
        .extracting(CommandRun::exitCode, run -> run.err().strip())
        .containsExactly(2, "qtrace: " + sentence);
  }

  @Test
  void refusesAnAlertmanagerThatIsNoUrl() throws IOException {
    var rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
    assertThat(up("--alertmanager=localhost:9093", "--alert-rules=" + rules))
        .extracting(CommandRun::exitCode, run -> run.err().strip())
        .containsExactly(
            2,
            "qtrace: --alertmanager: 'localhost:9093' is no http or https URL; write one such as"
                + " http://localhost:9093");
  }

  @Test
  void takesItsPrefixFromTheEnvironment() {
    var settings = Settings.load(Optional.empty(), Map.of("QTRACE_TOPICS_PREFIX", "a.b"));
    var layers = new Everything.Layers(Map.of(), settings, Map.of());
    assertThatThrownBy(() -> new Everything(layers, new StageOptions(), new WatchOptions()))
        .hasMessage(
            "topics.prefix (QTRACE_TOPICS_PREFIX): topic prefix 'a.b' may have letters, digits, '-'"
                + " and '_' only");
  }

  @Test
  void takesOnlyADirectoryForItsData() throws IOException {
    var file = Files.createFile(directory.resolve("file"));
    assertThat(CommandRun.of("up", "--data=" + file))
        .extracting(CommandRun::exitCode, CommandRun::err)
        .containsExactly(
            1,
            """
            qtrace: starting in %1$s
            qtrace: cannot write to the data directory %1$s: its path leads through a file; choose \
            another by --data DIR
            """
                .formatted(file));
  }

  private CommandRun up(String... options) {
    var data = directory.resolve("data");
    var all = new ArrayList<>(List.of("up", "--data=" + data));
    all.addAll(List.of(options));
    var run = CommandRun.of(all.toArray(new String[0]));
    assertThat(data).as("nothing was started").doesNotExist();
    return run;
  }
}
