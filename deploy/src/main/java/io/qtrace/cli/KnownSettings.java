package io.qtrace.cli;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.stage.StageConfig;
import io.qtrace.text.EditDistance;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/** The keys a configuration file may have. */
final class KnownSettings {

  private KnownSettings() {}

  /** Refuses a file with a key that nothing reads: it is most likely misspelt. */
  static void check(CommandLine root, Settings settings) {
    for (var key : settings.fileKeys()) {
      if (!key.matches("(kafka|registry|route)\\..+")) {
        var known = of(root);
        if (!known.contains(key)) {
          throw Failure.usage(
              "%s: unknown setting '%s'; did you mean '%s'?"
                  .formatted(settings.file().orElseThrow(), key, nearest(key, known)));
        }
      }
    }
  }

  private static Set<String> of(CommandLine root) {
    var keys = new TreeSet<>(StageConfig.KEYS);
    collect(root, keys);
    return keys;
  }

  private static void collect(CommandLine command, Set<String> keys) {
    command.getCommandSpec().options().stream()
        .filter(Settings::isConfigurable)
        .forEach(option -> keys.add(Settings.keyOf(option)));
    command.getSubcommands().values().forEach(child -> collect(child, keys));
  }

  private static String nearest(String key, Set<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> EditDistance.between(key, candidate)))
        .orElseThrow();
  }
}
