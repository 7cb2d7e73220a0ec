package io.qtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Of every command there is. */
final class HelpTest {

  private static final int COLUMNS = 80;

  private static CommandLine root() {
    var console =
        new Console(
            new ByteArrayOutputStream(),
            new PrintStream(new ByteArrayOutputStream(), true),
            Map.of(),
            false);
    return Qtrace.commandLine(console, Settings.NONE);
  }

  static Stream<String> commands() {
    var names = new ArrayList<String>();
    collect("", root(), names);
    return names.stream();
  }

  private static void collect(String name, CommandLine command, List<String> names) {
    names.add(name);
    command
        .getSubcommands()
        .forEach((next, subcommand) -> collect((name + " " + next).strip(), subcommand, names));
  }

  @ParameterizedTest(name = "qtrace {0}")
  @MethodSource("commands")
  void fitsIntoATerminal(String name) {
    assertThat(help(name).lines().filter(line -> !line.startsWith("  qtrace ")))
        .as("but for examples, which are copied")
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
  }

  @ParameterizedTest(name = "qtrace {0}")
  @MethodSource("commands")
  void breaksNoWord(String name) {
    var words = List.of(help(name).split("\\s+"));

    assertThat(words).containsAll(words(command(name)));
  }

  private static String help(String name) {
    return CommandRun.of(
            Stream.of((name + " --help").split(" "))
                .filter(w -> !w.isEmpty())
                .toArray(String[]::new))
        .out();
  }

  private static CommandLine command(String name) {
    var command = root();
    for (var word : name.isEmpty() ? new String[0] : name.split(" ")) {
      command = command.getSubcommands().get(word);
    }
    return command;
  }

  /** Of all its sentences, and of its examples. */
  private static List<String> words(CommandLine command) {
    var spec = command.getCommandSpec();
    var options =
        spec.options().stream()
            .filter(option -> !option.hidden())
            .flatMap(option -> Stream.of(option.description()));
    return Stream.of(
            Stream.of(spec.usageMessage().description()),
            Stream.of(spec.usageMessage().footer()),
            spec.positionalParameters().stream().flatMap(p -> Stream.of(p.description())),
            options)
        .flatMap(lines -> lines)
        .flatMap(line -> Stream.of(line.strip().split("\\s+")))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
