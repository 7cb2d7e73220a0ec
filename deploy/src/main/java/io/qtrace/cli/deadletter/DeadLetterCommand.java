package io.qtrace.cli.deadletter;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qtrace dead-letter}. */
@Command(
    name = "dead-letter",
    description = {
      "Put back what could not be decoded.",
      "'qtrace tail dead-letter' shows it; 'replay' has it decoded once the cause is gone."
    })
public final class DeadLetterCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the commands below it. */
  public static CommandLine line(Console console, Globals globals, Settings settings) {
    return new CommandLine(new DeadLetterCommand())
        .addSubcommand(new DeadLetterReplayCommand(console, globals, settings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with them: replay");
  }
}
