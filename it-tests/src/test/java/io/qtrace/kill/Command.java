package io.qtrace.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import io.qtrace.testing.DeployedQtrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a command line printed and how it ended. */
record Command(int exitCode, String out, String err) {

  /** In this process. */
  static Command run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    int exitCode = Qtrace.run(console, arguments);
    return new Command(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** In a process that can be killed. */
  static Process start(Path log, Map<String, String> environment, List<String> arguments)
      throws IOException {
    var command = DeployedQtrace.quick("-Xmx512m");
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
