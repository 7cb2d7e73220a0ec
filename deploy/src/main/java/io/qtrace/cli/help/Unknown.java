package io.qtrace.cli.help;

import io.qtrace.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of words that no command or option has, and which one may be meant. */
public final class Unknown {

  private Unknown() {}

  /** The first of them is told of: the others may be its values. */
  public static String argument(UnmatchedArgumentException e) {
    var line = e.getCommandLine();
    var word = e.getUnmatched().get(0);
    if (word.startsWith("-") && word.length() > 1) {
      return option(line, word);
    }
    return line.getSubcommands().isEmpty() || hasOperands(line)
        ? "'%s' is one argument too many".formatted(word)
        : command(line, word);
  }

  /** A command that has both takes the word as an operand first. */
  private static boolean hasOperands(CommandLine line) {
    return !line.getCommandSpec().positionalParameters().isEmpty();
  }

  private static String option(CommandLine line, String word) {
    var name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    var names = new ArrayList<String>();
    line.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.addAll(List.of(option.names())));
    boolean isOfCommands =
        line.getSubcommands().values().stream().anyMatch(command -> hasOption(command, name));
    return isOfCommands
        ? "option '%s' goes behind the command".formatted(name)
        : "unknown option '%s'%s".formatted(name, Nearest.question(name, names));
  }

  /** Whether a command has an option, which may have its value attached if it is short. */
  private static boolean hasOption(CommandLine command, String name) {
    boolean isLong = name.startsWith("--");
    return command.getCommandSpec().findOption(isLong ? name : name.substring(0, 2)) != null;
  }

  static String command(CommandLine line, String word) {
    var names =
        line.getSubcommands().entrySet().stream()
            .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    return "unknown command '%s'%s".formatted(word, Nearest.question(word, names));
  }
}
