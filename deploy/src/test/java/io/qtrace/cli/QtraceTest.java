package io.qtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.topology.setting.StageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QtraceTest {

  @TempDir Path directory;

  @Test
  void asksForACommand() {
    assertThat(CommandRun.of())
        .isEqualTo(new CommandRun(2, "", "qtrace: which command?; see 'qtrace --help'\n"));
  }

  @Test
  void refusesUnknownOptionsInOneLine() {
    assertThat(CommandRun.of("version", "--frob"))
        .isEqualTo(
            new CommandRun(
                2, "", "qtrace: unknown option '--frob'; see 'qtrace version --help'\n"));
  }

  @Test
  void printsTheVersionsOfWhatItIsBuiltOn() {
    for (var args : new String[][] {{"--version"}, {"version"}}) {
      var run = CommandRun.of(args);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .matches("qtrace \\S+\nKafka 4\\.\\d+\\.\\d+\nAvro 1\\.\\d+\\.\\d+\nJava .+ \\(.+\\)\n");
    }
  }

  @Test
  void listsEveryCommandInItsHelp() {
    var help = CommandRun.of("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .startsWith("Usage: qtrace [-hqV] [--verbose] [--config=FILE] COMMAND\n")
        .contains("\n  decode ", "\n  schemas ", "\n  config ")
        .endsWith("\nBegin with:  qtrace demo\n");
  }

  @Test
  void printsACompletionScript() {
    assertThat(CommandRun.of("completion").out()).contains("qtrace", "decode", "complete -F");
  }

  @Test
  void takesFlagsOverTheEnvironmentOverTheFile() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("qtrace.properties"),
            """
            bootstrap=file:1
            registry=http://file
            topics.prefix=file-
            kafka.sasl.jaas.config=secret stuff
            registry.basic.auth.user.info=me:hush
            """);

    var run =
        CommandRun.with(
            Map.of("QTRACE_REGISTRY", "http://me:hush@environment", "QTRACE_BOOTSTRAP", "env:1"),
            "config",
            "--config=" + file,
            "--bootstrap=flag:1");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            bootstrap                     = flag:1  (command line; default: localhost:9092)
            registry                      = http://me:********@environment  (QTRACE_REGISTRY; \
            default: http://localhost:8081/apis/ccompat/v7)
            topics.prefix                 = file-  (%1$s; default: qtrace-)
            application.id                = qtrace  (default)
            threads                       = %2$s  (default: one per processor, at most 4)
            state.dir                     = %3$s  (default: ~/.local/state/qtrace-state)
            guarantee                     = exactly_once_v2  (default)
            topics.partitions.raw         = 4  (default)
            topics.partitions.event       = 4  (default)
            topics.replication            = -1  (default)
            topics.max                    = 1000  (default)
            topics.retention.raw          = 7d  (default)
            topics.retention.event        = forever  (default)
            definitions.default           = system  (default)
            definitions.wait              = 5m  (default)
            definitions.wait.bytes        = 67108864  (default)
            schemas.register              = true  (default)
            conversions.enabled           = true  (default)
            conversions.records           = all  (default)
            conversions.windows           = 10s,1m  (default)
            conversions.grace             = 5s  (default)
            conversions.future.limit      = 1h  (default)
            conversions.idle.timeout      = 30s  (default)
            alert.rules                   = (default: none)
            aggregations                  = (default: none)
            metrics.ram.blocks            = 1000  (default)
            metrics.keep                  = 15m  (default)
            kafka.sasl.jaas.config        = ********  (%1$s)
            registry.basic.auth.user.info = ********  (%1$s)
            """
                .formatted(
                    file, StageSettings.THREADS.fallback(), StageSettings.STATE_DIR.fallback()));
  }

  @Test
  void findsItsConfigurationBelowXdgConfigHome() throws IOException {
    var file = directory.resolve("qtrace/qtrace.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "bootstrap=far:1\n");

    assertThat(CommandRun.with(Map.of("XDG_CONFIG_HOME", directory.toString()), "config").out())
        .startsWith("bootstrap                = far:1  (" + file + "; default: localhost:9092)\n");
  }

  @Test
  void settingsOfTheCommandLineGoOverOthers() throws IOException {
    var file = directory.resolve("c.properties");
    Files.writeString(file, "threads=2\n");
    assertThat(CommandRun.of("config", "--config=" + file, "-X", "threads=3").out())
        .contains("= 3  (command line; default: one per processor, at most 4)\n");
  }

  @Test
  void refusesDefinitionsThatAreNotThere() throws IOException {
    var file = directory.resolve("c.properties");
    Files.writeString(file, "definitions=" + directory.resolve("none") + "\n");

    var run = CommandRun.of("config", "--config=" + file);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("qtrace: definitions (" + file + "): " + directory.resolve("none"))
        .contains("cannot read the definitions");
  }

  @Test
  void refusesASettingWithoutAValue() {
    assertThat(CommandRun.of("config", "-X", "threads"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: value for option '-X' (KEY=VALUE) should be in KEY=VALUE format but was"
                    + " threads; see 'qtrace config --help'\n"));
  }

  @Test
  void printsSettingsWithoutControlCharacters() {
    assertThat(CommandRun.of("config", "-X", "registry.a\u001bb=c\u001b[2Jd").out())
        .containsPattern("registry\\.a\\\\x1bb += c\\\\x1b\\[2Jd  \\(command line\\)\n");
  }

  @Test
  void checksValuesAsTheirCommandsDo() {
    var run =
        CommandRun.with(
            Map.of("QTRACE_THREADS", "two", "QTRACE_METRICS_PORT", "99999", "QTRACE_MAX", "x"),
            "config",
            "-X",
            "guarantee=foo",
            "-X",
            "topics.partition.raw=8");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .contains("= two  (QTRACE_THREADS; default", "= 99999  (QTRACE_METRICS_PORT)\n");
    assertThat(run.err().lines())
        .containsExactlyInAnyOrder(
            "qtrace: metrics.port (QTRACE_METRICS_PORT): '99999' is no port; give 1 to 65535, or 0"
                + " for any",
            "qtrace: max (QTRACE_MAX): 'x' is not a whole number, 1 or more",
            "qtrace: threads (QTRACE_THREADS): 'two' is not a number from 1 to 256",
            "qtrace: guarantee: 'foo' is not exactly_once_v2 or at_least_once",
            "qtrace: topics.partition.raw: unknown setting; did you mean 'topics.partitions.raw'?");
  }

  @Test
  void saysWhereAWrongValueOfAnOptionComesFrom() {
    assertThat(CommandRun.with(Map.of("QTRACE_MAX", "x"), "tail", "e").err())
        .isEqualTo(
            "qtrace: invalid value for option '--max': 'x' is not a whole number, 1 or more"
                + " (QTRACE_MAX); see 'qtrace tail --help'\n");
  }

  @Test
  void tellsOfVariablesThatNothingReads() {
    var environment =
        Map.ofEntries(
            Map.entry("QTRACE_CONVERSION_WINDOWS", "30s"),
            Map.entry("QTRACE_KAKFA_SECURITY_PROTOCOL", "SSL"),
            Map.entry("QTRACE_CHUNKBYTES", "7"),
            Map.entry("QTRACE_SOMETHING_ELSE_ALTOGETHER", "7"),
            Map.entry("QTRACE_JAVA_OPTS", ""),
            Map.entry("QTRACE_CHUNK_BYTES", "7"),
            Map.entry("QTRACE_KAFKA_ACKS", "all"),
            Map.entry("QTRACE_CONNECT_GROUP_ID", "of the worker"),
            Map.entry("QTRACE_IMAGE_TAG", "of Compose"),
            Map.entry("QTRACE_TOPOLOGY_SERVICE_HOST", "of Kubernetes"),
            Map.entry("QTRACE_TOPOLOGY_PORT_9404_TCP_ADDR", "of Kubernetes"),
            Map.entry("PATH", "/bin"));

    var run = CommandRun.with(environment, "version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualTo(
            """
            qtrace: QTRACE_CHUNKBYTES is set, but nothing reads it; did you mean 'QTRACE_CHUNK_BYTES'?
            qtrace: QTRACE_CONVERSION_WINDOWS is set, but nothing reads it; did you mean \
            'QTRACE_CONVERSIONS_WINDOWS'?
            qtrace: QTRACE_KAKFA_SECURITY_PROTOCOL is set, but nothing reads it; did you mean \
            'QTRACE_KAFKA_SECURITY_PROTOCOL'?
            qtrace: QTRACE_SOMETHING_ELSE_ALTOGETHER is set, but nothing reads it
            """);
  }

  @Test
  void helpsByWord() {
    assertThat(CommandRun.of("help").out()).isEqualTo(CommandRun.of("--help").out());
    assertThat(CommandRun.of("help", "dead-letter", "replay"))
        .isEqualTo(CommandRun.of("dead-letter", "replay", "--help"));
    assertThat(CommandRun.of("help", "tial"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: unknown command 'tial'; did you mean 'tail'?; see 'qtrace help --help'\n"));
    for (var option : new String[] {"-X", "-Xtopics.prefix=x", "--bootstrap=kafka:9092"}) {
      assertThat(CommandRun.of(option, "run").err())
          .isEqualTo(
              "qtrace: option '%s' goes behind the command; see 'qtrace --help'\n"
                  .formatted(option.replaceFirst("=.*", "")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          upp                | unknown command 'upp'; did you mean 'up'?; see 'qtrace --help'
          frobnicate         | unknown command 'frobnicate'; see 'qtrace --help'
          --verson           | unknown option '--verson'; did you mean '--version'?; see 'qtrace --help'
          dead-letter reply  | unknown command 'reply'; did you mean 'replay'?; see 'qtrace dead-letter --help'
          up --wach x        | unknown option '--wach'; did you mean '--watch'?; see 'qtrace up --help'
          tail a b c         | 'b' is one argument too many; see 'qtrace tail --help'
          config extra       | 'extra' is one argument too many; see 'qtrace config --help'
          """)
  void namesWhatIsUnknown(String line, String sentence) {
    assertThat(CommandRun.of(line.split(" +", -1)))
        .isEqualTo(new CommandRun(2, "", "qtrace: " + sentence + "\n"));
  }

  @Test
  void refusesAConfigurationItDoesNotUnderstand() throws IOException {
    var file = Files.writeString(directory.resolve("c"), "bootsrap=x\n");

    assertThat(CommandRun.of("config", "--config", file.toString()))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: %s: unknown setting 'bootsrap'; did you mean 'bootstrap'?\n"
                    .formatted(file)));
    assertThat(CommandRun.of("config", "--config", "/nowhere"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: /nowhere: cannot read the configuration: no such file; give a readable"
                    + " properties file with --config\n"));
  }
}
