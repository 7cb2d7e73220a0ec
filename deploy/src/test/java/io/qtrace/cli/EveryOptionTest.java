package io.qtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Settings;
import io.qtrace.topology.setting.StageSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Goes over every command and option there is, whatever they are called: a wrong value of each is
 * refused in one sentence that names it, with exit code 2, or 1 for a file.
 */
@Tag("slow")
class EveryOptionTest {

  /** What commands need besides: names of files of this test, and others' words. */
  private static final Map<String, List<String>> NEEDED =
      Map.ofEntries(
          Map.entry("send", List.of("LOG", "--vm=v")),
          Map.entry("tail", List.of("an_event")),
          Map.entry("decode", List.of("LOG")),
          Map.entry("conversions", List.of("LOG")),
          Map.entry("schemas", List.of("EVENTS")),
          Map.entry("schemas diff", List.of("EVENTS", "EVENTS")),
          Map.entry("alerts check", List.of("RULES")),
          Map.entry("inspect", List.of("LOG")),
          Map.entry("simulate", List.of("--out=OUT")),
          Map.entry("aggregate", List.of("LOG", "--aggregations=AGGREGATIONS")),
          Map.entry("aggregations check", List.of("AGGREGATIONS")));

  private static final String AGGREGATIONS =
      """
      aggregations:
        - name: conversions
          from: kvm_convert_memory
          window: 1s
          measures: {n: count}
      """;

  @TempDir Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(directory.resolve("LOG"), "kvm_convert_memory start 0x1000 size 0x1000 x\n");
    Files.writeString(directory.resolve("EVENTS"), "tick(int n) \"%d\"\n");
    Files.writeString(directory.resolve("RULES"), "rules: []\n");
    Files.writeString(directory.resolve("AGGREGATIONS"), AGGREGATIONS);
    Files.createDirectories(directory.resolve("home/lib"));
    Files.createDirectories(directory.resolve("home/registry"));
    System.setProperty("qtrace.home", directory.resolve("home").toString());
  }

  @AfterEach
  void stopPretending() {
    System.clearProperty("qtrace.home");
  }

  static Stream<Arguments> options() {
    return commands().flatMap(command -> named(command).map(o -> arguments(name(command), o)));
  }

  static Stream<Arguments> optionsWithWrongValues() {
    return commands()
        .flatMap(
            command ->
                named(command)
                    .flatMap(o -> wrong(o).map(value -> arguments(name(command), o, value))));
  }

  static Stream<Arguments> optionsForFiles() {
    return commands()
        .flatMap(
            command ->
                named(command)
                    .filter(EveryOptionTest::isFile)
                    .map(option -> arguments(name(command), option)));
  }

  static Stream<Arguments> commandsThatRead() {
    return NEEDED.entrySet().stream()
        .filter(command -> command.getValue().get(0).matches("[A-Z]+"))
        .map(command -> arguments(command.getKey()));
  }

  static Stream<Arguments> groups() {
    return Stream.concat(Stream.of(root()), commands())
        .filter(command -> !command.getSubcommands().isEmpty())
        .flatMap(
            group ->
                group.getSubcommands().keySet().stream()
                    .filter(child -> !child.equals("rehearse"))
                    .map(child -> arguments(name(group), child)));
  }

  @ParameterizedTest(name = "{0} {1}={2}")
  @MethodSource("optionsWithWrongValues")
  @Tag("long")
  void refusesAWrongValue(String command, OptionSpec option, String value) {
    var named = option.typeInfo().isMap() ? value.replaceFirst("=.*", "") : spoken(option);
    refused(run(Map.of(), command, assigned(option, value)), 2, named);
  }

  @ParameterizedTest(name = "{0} {1}={2}")
  @MethodSource("optionsWithWrongValues")
  @Tag("long")
  void saysThatAWrongValueIsOfTheEnvironment(String command, OptionSpec option, String value) {
    if (option.longestName().startsWith("--")) {
      var variable = Settings.variableOf(Settings.keyOf(option));
      refused(run(Map.of(variable, value), command), 2, variable);
      refused(run(Map.of(variable, value), "config"), 2, variable);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("optionsForFiles")
  void refusesAPathThatLeadsThroughAFile(String command, OptionSpec option) {
    var path = directory.resolve("LOG/below").toString();
    var run = run(Map.of(), command, assigned(option, path));
    refused(run, run.exitCode() == 1 ? 1 : 2, path);
  }

  @ParameterizedTest
  @MethodSource("commandsThatRead")
  void refusesFilesThatAreNone(String command) throws IOException {
    var needed = NEEDED.getOrDefault(command, List.of()).get(0);
    var file = directory.resolve(needed);
    Files.delete(file);
    refused(run(Map.of(), command), 1, file + ": ");
    Files.createDirectory(file);
    refused(run(Map.of(), command), 1, file + ": ");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("options")
  void proposesAnOptionThatIsMisspelt(String command, OptionSpec option) {
    var name = option.longestName();
    if (name.startsWith("--")) {
      var misspelt = name.substring(0, name.length() - 1);
      var run = run(Map.of(), command, misspelt + "q");
      refused(run, 2, "unknown option '" + misspelt + "q'; did you mean '");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("options")
  void asksForAValueThatIsMissing(String command, OptionSpec option) {
    if (option.arity().min() > 0) {
      refused(run(Map.of(), command, option.longestName()), 2, option.longestName());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("groups")
  void proposesACommandThatIsMisspelt(String group, String child) {
    if (group.equals("schemas")) {
      return; // A word behind it is the name of a file.
    }
    var run = CommandRun.of((group + " " + child + "x").strip().split(" ", -1));
    refused(run, 2, "unknown command '" + child + "x'; did you mean '");
  }

  private static void refused(CommandRun run, int exitCode, String named) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.out()).as("what is wrong is said on stderr").doesNotContain("qtrace: ");
    assertThat(run.err())
        .contains("qtrace: ", named)
        .doesNotContain("\tat ", "Exception", "internal error", "java.", "null");
  }

  private CommandRun run(Map<String, String> environment, String command, String... more) {
    var words = new ArrayList<>(List.of(command.split(" ", -1)));
    for (var word : NEEDED.getOrDefault(command, List.of())) {
      var name = word.replaceFirst("=.*", "=");
      if (name.startsWith("--") && Stream.of(more).anyMatch(given -> given.startsWith(name))) {
        continue;
      }
      var file = word.replaceFirst("^--(out|aggregations)=", "");
      words.add(
          file.matches("[A-Z]+") ? word.replace(file, directory.resolve(file).toString()) : word);
    }
    words.addAll(List.of(more));
    var all = new HashMap<>(environment);
    all.put("HOME", directory.toString());
    return CommandRun.with(all, words.toArray(new String[0]));
  }

  private static String assigned(OptionSpec option, String value) {
    return option.longestName() + (option.longestName().startsWith("--") ? "=" : "") + value;
  }

  /** How messages call it: settings by their keys, others as they are typed. */
  private static String spoken(OptionSpec option) {
    var key = option.longestName().startsWith("--") ? Settings.keyOf(option) : "";
    return StageSettings.KEYS.contains(key) ? key : option.longestName();
  }

  private static boolean isFile(OptionSpec option) {
    return option.typeInfo().getType().equals(Path.class)
        || option.paramLabel().matches("FILE|DIR")
        || List.of(option.typeInfo().getAuxiliaryTypes()).contains(Path.class);
  }

  /** None for texts that may be anything. */
  private static Stream<String> wrong(OptionSpec option) {
    var type = option.typeInfo().getType();
    if (option.typeInfo().isMap()) {
      return Stream.of("no.value", "nosuch.key=1", "conversions.windows=soon");
    }
    if (option.typeInfo().isEnum() || option.typeInfo().isBoolean()) {
      return Stream.of("nonsense");
    }
    if (option.paramLabel().equals("PORT")) {
      return Stream.of("-1", "65536", "99999999999", "http", "80 ");
    }
    if (option.paramLabel().equals("TIME")) {
      return Stream.of("yesterday", "", "2026-11-22", "12:00");
    }
    if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
      return Stream.of("abc", "1.5", "", "99999999999999999999");
    }
    return option.longestName().startsWith("--") ? wrongSetting(option) : Stream.of();
  }

  private static Stream<String> wrongSetting(OptionSpec option) {
    return StageSettings.ALL.stream()
        .filter(setting -> setting.key().equals(Settings.keyOf(option)))
        .flatMap(setting -> Stream.of("?", "", " ").filter(text -> isRefused(setting, text)));
  }

  private static boolean isRefused(io.qtrace.topology.setting.Setting<?> setting, String text) {
    try {
      setting.read(text);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static Stream<OptionSpec> named(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden());
  }

  private static Stream<CommandLine> commands() {
    return below(root()).filter(command -> !name(command).equals("rehearse"));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .flatMap(child -> Stream.concat(Stream.of(child), below(child)));
  }

  private static CommandLine root() {
    var console =
        new Console(
            new ByteArrayOutputStream(),
            new PrintStream(new ByteArrayOutputStream()),
            Map.of(),
            false);
    return Qtrace.commandLine(console, Settings.NONE);
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName(" ").replaceFirst("^qtrace ?", "");
  }
}
