package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.OutputFailed;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.help.Unknown;
import io.qtrace.registry.RegistryRefusedException;
import io.qtrace.retry.AwayException;
import io.qtrace.text.Reasons;
import io.qtrace.topic.refusal.KafkaRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command ends that does not end well: one message, one exit code. */
final class Ends {

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  Ends(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  int usage(ParameterException e, String[] args) {
    var command = e.getCommandLine().getCommandSpec().qualifiedName();
    var message =
        e instanceof UnmatchedArgumentException unmatched
            ? Unknown.argument(unmatched)
            : uncapitalized(String.valueOf(e.getMessage()).strip())
                .replace("option option", "option"); // picocli's, of a value that is no pair
    console.tell("qtrace: %s%s; see '%s --help'".formatted(message, origin(e), command));
    return ExitCode.USAGE;
  }

  /** Where a value comes from that nobody has typed just now. */
  private String origin(ParameterException e) {
    return e.getArgSpec() instanceof OptionSpec option && Settings.isConfigurable(option)
        ? settings
            .find(Settings.keyOf(option))
            .filter(setting -> setting.value().equals(e.getValue()))
            .map(setting -> " (" + setting.origin() + ")")
            .orElse("")
        : "";
  }

  int failed(Exception e, CommandLine line, ParseResult parsed) {
    if (e instanceof OutputFailed output) {
      return failed(output);
    }
    tellTrace(e);
    if (e instanceof Failure failure) {
      console.tell("qtrace: " + failure.getMessage());
      return failure.exitCode();
    }
    if (e instanceof KafkaRefusedException
        || e instanceof RegistryRefusedException
        || e instanceof AwayException) {
      console.tell("qtrace: " + e.getMessage());
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof FileSystemException file) {
      console.tell("qtrace: %s: %s".formatted(file.getFile(), Reasons.of(file)));
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      console.tell(
          "qtrace: reading or writing failed: %s; --verbose says where"
              .formatted(Reasons.of(e.getCause() instanceof IOException cause ? cause : e)));
      return ExitCode.BAD_INPUT;
    }
    console.tell(
        "qtrace: internal error: %s; please report it, with the output of the same command and --verbose"
            .formatted(e));
    return ExitCode.INTERNAL;
  }

  /** Also for what is printed outside of commands, such as help. */
  int failed(OutputFailed e) {
    if (e.isClosedPipe()) {
      return ExitCode.DONE;
    }
    tellTrace(e);
    console.tell("qtrace: " + e.getMessage());
    return ExitCode.BAD_INPUT;
  }

  private void tellTrace(Exception e) {
    if (globals.verbose()) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      console.tell(trace.toString().stripTrailing());
    }
  }

  private static String uncapitalized(String message) {
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
