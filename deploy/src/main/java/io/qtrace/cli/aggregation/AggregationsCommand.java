package io.qtrace.cli.aggregation;

import io.qtrace.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qtrace aggregations}. */
@Command(
    name = "aggregations",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Files of declared aggregations; docs/aggregations.md is their reference.",
      "'qtrace aggregate' evaluates them over a trace."
    },
    footer = {"", "Example:", "  qtrace aggregations check aggregations.yaml"})
public final class AggregationsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the commands below it. */
  public static CommandLine line(Console console) {
    return new CommandLine(new AggregationsCommand())
        .addSubcommand(new AggregationsCheckCommand(console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
