package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.console.Settings.Setting;
import io.qtrace.cli.stage.StageConfig;
import io.qtrace.secret.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    description = "Print the effective configuration, and where each value comes from.",
    footer = {
      "",
      "Flags go over QTRACE_* environment variables, those over the configuration file.",
      "",
      "Example:",
      "  qtrace config --config production.properties"
    })
final class ConfigCommand implements Runnable {

  private static final String COMMAND_LINE = "command line";

  @Mixin private Connection connection = new Connection();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Console console;
  private final Settings settings;

  ConfigCommand(Console console, Settings settings) {
    this.console = console;
    this.settings = settings;
  }

  @Override
  public void run() {
    var rows = new LinkedHashMap<String, Setting>();
    spec.options().stream()
        .filter(Settings::isConfigurable)
        .forEach(option -> rows.put(Settings.keyOf(option), effective(option)));
    otherCommands().forEach(rows::putIfAbsent);
    rows.values().removeIf(setting -> setting.value().isEmpty());
    var given = connection.properties();
    for (var key : StageConfig.KEYS) {
      if (given.containsKey(key)) {
        rows.put(key, new Setting(given.get(key), COMMAND_LINE));
      } else {
        settings.find(key).ifPresent(setting -> rows.putIfAbsent(key, setting));
      }
    }
    rows.putAll(clientProperties("route."));
    rows.putAll(clientProperties("kafka."));
    rows.putAll(clientProperties("registry."));
    console.print(table(rows));
  }

  private Setting effective(OptionSpec option) {
    var parsed = spec.commandLine().getParseResult();
    if (parsed.hasMatchedOption(option)) {
      return new Setting(option.<Object>getValue().toString(), COMMAND_LINE);
    }
    var fallback = option.defaultValue() == null ? "" : option.defaultValue();
    return settings.find(Settings.keyOf(option)).orElse(new Setting(fallback, "default"));
  }

  /** Options of other commands, as far as they are set. */
  private Map<String, Setting> otherCommands() {
    var found = new TreeMap<String, Setting>();
    collect(spec.root().commandLine(), found);
    return found;
  }

  private void collect(CommandLine command, Map<String, Setting> found) {
    for (var option : command.getCommandSpec().options()) {
      if (Settings.isConfigurable(option)) {
        var key = Settings.keyOf(option);
        settings.find(key).ifPresent(setting -> found.put(key, setting));
      }
    }
    command.getSubcommands().values().forEach(child -> collect(child, found));
  }

  private Map<String, Setting> clientProperties(String prefix) {
    var found = new TreeMap<String, Setting>();
    settings.below(prefix).forEach((key, setting) -> found.put(prefix + key, setting));
    connection
        .properties()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                found.put(key, new Setting(value, COMMAND_LINE));
              }
            });
    return found;
  }

  private static String table(Map<String, Setting> rows) {
    var text = new StringBuilder();
    int keys = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    rows.forEach(
        (key, setting) -> {
          var value = Secrets.masked(key, setting.value());
          text.append(key).append(" ".repeat(keys - key.length()));
          text.append(" = %s  (%s)\n".formatted(value, setting.origin()));
        });
    return text.toString();
  }
}
