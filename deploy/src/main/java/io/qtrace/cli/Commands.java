package io.qtrace.cli;

import io.qtrace.cli.aggregation.AggregateCommand;
import io.qtrace.cli.aggregation.AggregationsCommand;
import io.qtrace.cli.alerts.AlertsCommand;
import io.qtrace.cli.config.ConfigCommand;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.conversions.ConversionsCommand;
import io.qtrace.cli.deadletter.DeadLetterCommand;
import io.qtrace.cli.decode.DecodeCommand;
import io.qtrace.cli.help.CompletionCommand;
import io.qtrace.cli.help.HelpCommand;
import io.qtrace.cli.help.VersionCommand;
import io.qtrace.cli.inspect.InspectCommand;
import io.qtrace.cli.schemas.SchemasCommand;
import io.qtrace.cli.send.SendCommand;
import io.qtrace.cli.serve.ServeCommand;
import io.qtrace.cli.simulate.SimulateCommand;
import io.qtrace.cli.size.SizeCommand;
import io.qtrace.cli.stage.RunCommand;
import io.qtrace.cli.tail.TailCommand;
import io.qtrace.cli.up.DemoCommand;
import io.qtrace.cli.up.UpCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Every command, in the order of the help text. */
final class Commands {

  /** Commands that look at all the others. */
  private static final Set<String> NEED_ALL = Set.of("config", "completion", "help");

  private final Map<String, Supplier<Object>> all;

  Commands(Console console, Globals globals, Settings settings) {
    this.all = all(console, globals, settings);
  }

  /**
   * Adds the commands. If the command line begins with one, that is the only one: setting up the
   * others would take longer than many a command runs.
   */
  void addTo(CommandLine root, String[] args) {
    boolean one = args.length > 0 && all.containsKey(args[0]) && !NEED_ALL.contains(args[0]);
    all.forEach(
        (name, command) -> {
          if (!one || name.equals(args[0])) {
            root.addSubcommand(name, command.get());
          }
        });
  }

  private static Map<String, Supplier<Object>> all(
      Console console, Globals globals, Settings settings) {
    var all = new LinkedHashMap<String, Supplier<Object>>();
    all.put("demo", () -> new DemoCommand(console, globals, settings));
    all.put("up", () -> new UpCommand(console, globals, settings));
    all.put("run", () -> new RunCommand(console, globals, settings));
    all.put("serve", () -> new ServeCommand(console, globals, settings));
    all.put("send", () -> new SendCommand(console, globals, settings));
    all.put("tail", () -> new TailCommand(console, globals, settings));
    all.put("dead-letter", () -> DeadLetterCommand.line(console, globals, settings));
    all.put("inspect", () -> new InspectCommand(console, settings));
    all.put("decode", () -> new DecodeCommand(console, globals));
    all.put("conversions", () -> new ConversionsCommand(console, globals));
    all.put("simulate", () -> new SimulateCommand(console, globals));
    all.put("size", () -> new SizeCommand(console));
    all.put("aggregate", () -> new AggregateCommand(console, globals));
    all.put("aggregations", () -> AggregationsCommand.line(console));
    all.put("schemas", () -> SchemasCommand.line(console, settings));
    all.put("alerts", () -> AlertsCommand.line(console, settings));
    all.put("config", () -> new ConfigCommand(console, settings));
    all.put("completion", () -> new CompletionCommand(console));
    all.put("help", () -> new HelpCommand(console));
    all.put("version", () -> new VersionCommand(console));
    all.put("rehearse", () -> new RehearseCommand(console));
    return all;
  }
}
