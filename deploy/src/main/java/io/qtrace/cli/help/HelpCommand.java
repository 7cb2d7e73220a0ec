package io.qtrace.cli.help;

import io.qtrace.cli.console.Console;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qtrace help}. */
@Command(
    name = "help",
    description = "Print the help of a command, as its --help does.",
    footer = {"", "Examples:", "  qtrace help send", "  qtrace help dead-letter replay"})
public final class HelpCommand implements Runnable {

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Whose. Default: qtrace itself, which lists all commands.")
  private List<String> names = List.of();

  private final Console console;
  @Spec private CommandSpec spec = CommandSpec.create();

  public HelpCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    var command = spec.root().commandLine();
    for (var name : names) {
      command = subcommand(command, name);
    }
    console.print(command.getUsageMessage());
  }

  private CommandLine subcommand(CommandLine command, String name) {
    var found = command.getSubcommands().get(name);
    if (found == null) {
      throw new ParameterException(spec.commandLine(), Unknown.command(command, name));
    }
    return found;
  }
}
