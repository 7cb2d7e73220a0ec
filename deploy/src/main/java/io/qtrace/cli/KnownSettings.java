package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.text.Nearest;
import io.qtrace.topology.setting.StageSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The keys a configuration file may have, and the variables that are read. */
final class KnownSettings {

  /** Keys below these are named by users, or by the clients that get them. */
  private static final Pattern IN_FAMILY = Pattern.compile("(kafka|registry|route)\\..+");

  private static final Set<String> OF_LAUNCHER = Set.of("java.opts", "config");

  /**
   * Of the image of the Connect worker, of the Compose files, and those that Kubernetes makes for a
   * Service whose name begins with qtrace.
   */
  private static final Pattern OF_OTHERS =
      Pattern.compile(
          "(connect|connectors|allowed|image|base|test)(\\..*)?"
              + "|(traces|qemu|alerts|alertmanager)\\.dir|log\\.level|platform"
              + "|(prometheus|grafana|alertmanager)\\.port|.*\\.image"
              + "|.*\\.service\\.(host|port)(\\..*)?|.*\\.port(\\.\\d+\\.(tcp|udp|sctp)(\\..*)?)?");

  private final Supplier<CommandLine> everyCommand;
  private final Settings settings;

  /**
   * @param everyCommand is asked only if it has to be: making them all takes time
   */
  KnownSettings(Supplier<CommandLine> everyCommand, Settings settings) {
    this.everyCommand = everyCommand;
    this.settings = settings;
  }

  /** Refuses a file with a key that nothing reads: it is most likely misspelt. */
  void checkFile() {
    for (var key : settings.fileKeys()) {
      if (isUnknown(key)) {
        var known = known(key);
        if (!known.contains(key)) {
          throw Failure.usage(
              "%s: unknown setting '%s'%s"
                  .formatted(settings.file().orElseThrow(), key, Nearest.question(key, known)));
        }
      }
    }
  }

  /** Only tells of variables that nothing reads: the environment is not ours alone. */
  void tellOfVariables(Console console) {
    for (var variable : settings.variables()) {
      var key = Settings.keyOf(variable);
      if (isUnknown(key) && !OF_LAUNCHER.contains(key) && !OF_OTHERS.matcher(key).matches()) {
        var known = known(key);
        if (!known.contains(key)) {
          var meant = Nearest.to(key, known).map(Settings::variableOf);
          console.tell(
              "qtrace: %s is set, but nothing reads it%s"
                  .formatted(variable, meant.map("; did you mean '%s'?"::formatted).orElse("")));
        }
      }
    }
  }

  private static boolean isUnknown(String key) {
    return !StageSettings.KEYS.contains(key) && !IN_FAMILY.matcher(key).matches();
  }

  private List<String> known(String key) {
    var keys = new TreeSet<>(StageSettings.proposals(key));
    collect(everyCommand.get(), keys);
    return new ArrayList<>(keys);
  }

  private static void collect(CommandLine command, Set<String> keys) {
    command.getCommandSpec().options().stream()
        .filter(Settings::isConfigurable)
        .forEach(option -> keys.add(Settings.keyOf(option)));
    command.getSubcommands().values().forEach(child -> collect(child, keys));
  }
}
