package io.qtrace.cli.config;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.console.Settings.Setting;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.secret.Secrets;
import io.qtrace.text.Visible;
import io.qtrace.topology.setting.StageSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qtrace config}. */
@Command(
    name = "config",
    description = {
      "Print every setting: its value, where that comes from, and its default.",
      "Exits 2 if a value is wrong, and says which are."
    },
    footer = {
      "",
      "Flags go over QTRACE_* environment variables, those over the configuration file.",
      "Options of single commands are printed where the environment or the file sets them.",
      "",
      "Example:",
      "  qtrace config --config production.properties"
    })
public final class ConfigCommand implements Callable<Integer> {

  private static final String COMMAND_LINE = "command line";

  @Mixin private Connection connection = new Connection();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Console console;
  private final Settings settings;

  public ConfigCommand(Console console, Settings settings) {
    this.console = console;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    var given = connection.asProperties();
    console.print(table(rows(given)));
    var options = new OptionValues(spec.root().commandLine(), settings);
    var problems = options.problems();
    problems.forEach(problem -> console.tell("qtrace: " + problem));
    StageConfig.of(settings, Map.of(), given);
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
  }

  /** What is printed of each key behind its name. */
  private Map<String, String> rows(Map<String, String> given) {
    var set = new LinkedHashMap<>(StageConfig.settings(settings));
    given.forEach((key, value) -> set.put(key, new Setting(value, COMMAND_LINE)));
    var rows = new LinkedHashMap<String, String>();
    for (var setting : StageSettings.ALL) {
      var value = set.remove(setting.key());
      rows.put(
          setting.key(),
          value == null ? fallback(setting) : printed(setting.key(), value, setting.shownPlain()));
    }
    new OptionValues(spec.root().commandLine(), settings)
        .set()
        .forEach((key, value) -> rows.putIfAbsent(key, printed(key, value, "")));
    new TreeMap<>(set).forEach((key, value) -> rows.put(key, printed(key, value, "")));
    return rows;
  }

  private static String fallback(io.qtrace.topology.setting.Setting<?> setting) {
    return setting.shown().equals(setting.fallback())
        ? setting.fallback() + "  (default)"
        : "%s  (default: %s)".formatted(setting.fallback(), setting.shownPlain()).strip();
  }

  private static String printed(String key, Setting setting, String fallback) {
    var behind = fallback.isEmpty() ? "" : "; default: " + fallback;
    return "%s  (%s%s)".formatted(Secrets.masked(key, setting.value()), setting.origin(), behind);
  }

  private static String table(Map<String, String> rows) {
    int longest =
        rows.keySet().stream().map(Visible::name).mapToInt(String::length).max().orElse(0);
    var text = new StringBuilder();
    rows.forEach(
        (key, row) ->
            text.append(Visible.name(key))
                .append(" ".repeat(longest - Visible.name(key).length()))
                .append(" = ")
                .append(Visible.name(row))
                .append('\n'));
    return text.toString();
  }
}
