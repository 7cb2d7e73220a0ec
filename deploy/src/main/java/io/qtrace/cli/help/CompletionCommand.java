package io.qtrace.cli.help;

import io.qtrace.cli.console.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qtrace completion}. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh.",
    footer = {"", "Example:", "  source <(qtrace completion)"})
public final class CompletionCommand implements Runnable {

  private final Console console;
  @Spec private CommandSpec spec = CommandSpec.create();

  public CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.print(AutoComplete.bash("qtrace", spec.root().commandLine()));
  }
}
