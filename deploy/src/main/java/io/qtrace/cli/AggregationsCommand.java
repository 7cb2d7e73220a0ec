package io.qtrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "aggregations",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Files of declared aggregations; docs/aggregations.md is their reference.",
      "'qtrace aggregate' evaluates them over a trace."
    },
    footer = {"", "Example:", "  qtrace aggregations check aggregations.yaml"})
final class AggregationsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
