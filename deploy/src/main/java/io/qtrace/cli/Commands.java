package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.size.SizeCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Every command, in the order of the help text. */
final class Commands {

  /** Commands that look at all the others. */
  private static final Set<String> NEED_ALL = Set.of("config", "completion", "help");

  private Commands() {}

  /**
   * Adds the commands. If the command line begins with one, that is the only one: setting up the
   * others would take longer than many a command runs.
   */
  static void addTo(
      CommandLine root, String[] args, Console console, Globals globals, Settings settings) {
    var all = all(console, globals, settings);
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
    all.put("send", () -> new SendCommand(console, globals, settings));
    all.put("tail", () -> new TailCommand(console, globals, settings));
    all.put("dead-letter", () -> deadLetter(console, globals, settings));
    all.put("inspect", () -> new InspectCommand(console, settings));
    all.put("decode", () -> new DecodeCommand(console, globals));
    all.put("conversions", () -> new ConversionsCommand(console, globals));
    all.put("simulate", () -> new SimulateCommand(console, globals));
    all.put("size", () -> new SizeCommand(console));
    all.put("aggregate", () -> new AggregateCommand(console, globals));
    all.put("aggregations", () -> aggregations(console));
    all.put("schemas", () -> schemas(console, settings));
    all.put("alerts", () -> alerts(console, settings));
    all.put("config", () -> new ConfigCommand(console, settings));
    all.put("completion", () -> new CompletionCommand(console));
    all.put("help", () -> new HelpCommand(console));
    all.put("version", () -> new VersionCommand(console));
    all.put("rehearse", () -> new RehearseCommand(console));
    return all;
  }

  private static CommandLine deadLetter(Console console, Globals globals, Settings settings) {
    return new CommandLine(new DeadLetterCommand())
        .addSubcommand(new DeadLetterReplayCommand(console, globals, settings));
  }

  private static CommandLine alerts(Console console, Settings settings) {
    return new CommandLine(new AlertsCommand())
        .addSubcommand(new AlertsCheckCommand(console, settings));
  }

  private static CommandLine aggregations(Console console) {
    return new CommandLine(new AggregationsCommand())
        .addSubcommand(new AggregationsCheckCommand(console));
  }

  private static CommandLine schemas(Console console, Settings settings) {
    return new CommandLine(new SchemasCommand(console))
        .addSubcommand(new SchemasDiffCommand(console))
        .addSubcommand(new SchemasRegisterCommand(console, settings));
  }
}
