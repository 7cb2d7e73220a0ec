package io.qtrace.cli.alerts;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qtrace alerts}. */
@Command(
    name = "alerts",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Alert rules over results of windows; docs/alerts.md is their reference.",
      "'qtrace up' and 'qtrace run' evaluate them with --alert-rules, 'qtrace tail alerts' shows",
      "what comes of it."
    },
    footer = {"", "Example:", "  qtrace alerts check rules.yaml"})
public final class AlertsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the commands below it. */
  public static CommandLine line(Console console, Settings settings) {
    return new CommandLine(new AlertsCommand())
        .addSubcommand(new AlertsCheckCommand(console, settings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
