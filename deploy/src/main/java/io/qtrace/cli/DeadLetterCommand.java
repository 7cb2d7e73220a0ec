package io.qtrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "dead-letter",
    description = {
      "What could not be decoded: 'qtrace tail dead-letter' shows it, 'replay' puts it back",
      "once the cause is gone."
    })
final class DeadLetterCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with them: replay");
  }
}
