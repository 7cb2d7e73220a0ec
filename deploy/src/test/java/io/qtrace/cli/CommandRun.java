package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/** What one command line printed and how it ended. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... args) {
    return with(Map.of(), args);
  }

  static CommandRun with(Map<String, String> environment, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), environment, false);
    int exitCode = Qtrace.run(console, args);
    return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
