package io.qtrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "alerts",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Alert rules over results of windows; docs/alerts.md is their reference.",
      "'qtrace up' and 'qtrace run' evaluate them with --alert-rules, 'qtrace tail alerts' shows",
      "what comes of it."
    },
    footer = {"", "Example:", "  qtrace alerts check rules.yaml"})
final class AlertsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
