package io.qtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                2, "", "qtrace: unknown option: '--frob'; see 'qtrace version --help'\n"));
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
            bootstrap                     = flag:1  (command line)
            registry                      = http://me:********@environment  (QTRACE_REGISTRY)
            topics.prefix                 = file-  (%1$s)
            kafka.sasl.jaas.config        = ********  (%1$s)
            registry.basic.auth.user.info = ********  (%1$s)
            """
                .formatted(file));
  }

  @Test
  void findsItsConfigurationBelowXdgConfigHome() throws IOException {
    var file = directory.resolve("qtrace/qtrace.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "bootstrap=far:1\n");

    assertThat(CommandRun.with(Map.of("XDG_CONFIG_HOME", directory.toString()), "config").out())
        .startsWith("bootstrap     = far:1  (" + file + ")\n");
  }

  @Test
  void settingsOfTheCommandLineGoOverOthers() throws IOException {
    var file = directory.resolve("c.properties");
    Files.writeString(file, "threads=2\n");
    assertThat(CommandRun.of("config", "--config=" + file, "-X", "threads=3").out())
        .contains("threads       = 3  (command line)\n");
    assertThat(CommandRun.of("config", "-X", "topics.prefix=other-"))
        .extracting(CommandRun::exitCode, CommandRun::err)
        .containsExactly(
            2, "qtrace: -X topics.prefix=other-: give the prefix by --topics-prefix\n");
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
                "qtrace: /nowhere: can not read the configuration: no such file; give a readable"
                    + " properties file with --config\n"));
  }
}
