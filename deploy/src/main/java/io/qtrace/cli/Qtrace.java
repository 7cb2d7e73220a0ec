package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.OutputFailed;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.help.HelpPage;
import io.qtrace.cli.help.Versions;
import io.qtrace.cli.option.ValueParsing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code qtrace} command: what it is made of, and how it ends. */
@Command(
    name = "qtrace",
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
public final class Qtrace implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private Qtrace() {}

  public static void main(String[] args) {
    System.exit(run(Console.ofProcess(), args));
  }

  /** Runs one command line to its end and returns the exit code. */
  public static int run(Console console, String... args) {
    try {
      var settings = Settings.load(configOption(args), console.environment());
      var known = new KnownSettings(() -> commandLine(console, settings), settings);
      known.checkFile();
      known.tellOfVariables(console);
      var help = new StringWriter(); // what picocli prints itself; it would end with a stack trace
      int exitCode =
          commandLine(console, settings, args).setOut(new PrintWriter(help, true)).execute(args);
      if (!help.toString().isEmpty()) {
        console.print(help.toString());
      }
      return exitCode;
    } catch (Failure e) {
      console.tell("qtrace: " + e.getMessage());
      return e.exitCode();
    } catch (OutputFailed e) {
      return new Ends(console, new Globals(), Settings.NONE).failed(e);
    }
  }

  // The file gives defaults for options, so it is needed before the options are parsed.
  private static Optional<Path> configOption(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith("--config=")) {
        return Optional.of(configFile(args[i].substring("--config=".length())));
      }
      if (args[i].equals("--config") && i + 1 < args.length) {
        return Optional.of(configFile(args[i + 1]));
      }
    }
    return Optional.empty();
  }

  private static Path configFile(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw Failure.usage("--config %s: not a file name: %s".formatted(name, e.getReason()));
    }
  }

  static CommandLine commandLine(Console console, Settings settings, String... args) {
    var globals = new Globals();
    var line = new CommandLine(new Qtrace());
    line.getCommandSpec().addMixin("globals", CommandSpec.forAnnotatedObject(globals));
    line.getCommandSpec()
        .usageMessage()
        .description("Typed QEMU trace events on Kafka.", "")
        .footer(FOOTER);
    new Commands(console, globals, settings).addTo(line, args);
    var ends = new Ends(console, globals, settings);
    return ValueParsing.of(line)
        .setUsageHelpAutoWidth(true)
        .setHelpFactory(HelpPage::new)
        .setDefaultValueProvider(settings)
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(ends::usage)
        .setExecutionExceptionHandler(ends::failed);
  }

  private static final String[] FOOTER = {
    "",
    "Exit codes: 0 done, 1 the input is bad, 2 usage, 70 internal error.",
    "Options can also be given as environment variables (--chunk-bytes:",
    "QTRACE_CHUNK_BYTES) and in the configuration file (chunk.bytes=65536);",
    "'qtrace config' shows what applies.",
    "",
    "Begin with:  qtrace demo"
  };

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
