package io.qtrace.cli;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.stage.StageConfig;
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
        .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
        .orElseThrow();
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
