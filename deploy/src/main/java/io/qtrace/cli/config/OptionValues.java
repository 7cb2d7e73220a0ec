package io.qtrace.cli.config;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.console.Settings.Setting;
import io.qtrace.cli.option.ValueParsing;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.topology.setting.StageSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Options of commands, as far as the environment or the configuration file sets them. */
final class OptionValues {

  private final CommandLine root;
  private final Settings settings;

  OptionValues(CommandLine root, Settings settings) {
    this.root = root;
    this.settings = settings;
  }

  /** By key; settings of the stage are not among them. */
  Map<String, Setting> set() {
    var found = new TreeMap<String, Setting>();
    forEach(root, (option, setting) -> found.put(Settings.keyOf(option), setting));
    return found;
  }

  /** What is wrong with them, each once, in the words of the command that would refuse it. */
  List<String> problems() {
    var problems = new ArrayList<String>();
    forEach(
        root,
        (option, setting) -> {
          var problem = problem(option, setting);
          if (!problem.isEmpty() && !problems.contains(problem)) {
            problems.add(problem);
          }
        });
    return problems;
  }

  private static String problem(OptionSpec option, Setting setting) {
    var alone =
        CommandSpec.create()
            .addOption(OptionSpec.builder(option).required(false).defaultValue(null).build());
    try {
      ValueParsing.of(new CommandLine(alone))
          .parseArgs(option.longestName() + "=" + setting.value());
      if (option.longestName().equals("--definitions")) {
        DefinitionFiles.requireReadable(Path.of(setting.value()));
      }
      return "";
    } catch (Failure e) {
      return "%s (%s): %s".formatted(Settings.keyOf(option), setting.origin(), e.getMessage());
    } catch (ParameterException e) {
      var reason =
          String.valueOf(e.getMessage()).replaceFirst("^Invalid value for option '[^']*': ", "");
      return "%s (%s): %s".formatted(Settings.keyOf(option), setting.origin(), reason);
    }
  }

  private void forEach(CommandLine command, BiConsumer<OptionSpec, Setting> told) {
    for (var option : command.getCommandSpec().options()) {
      if (Settings.isConfigurable(option) && !StageSettings.KEYS.contains(Settings.keyOf(option))) {
        settings.find(Settings.keyOf(option)).ifPresent(value -> told.accept(option, value));
      }
    }
    command.getSubcommands().values().forEach(child -> forEach(child, told));
  }
}
