package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/** What one command line printed and how it ended. */
public record CommandRun(int exitCode, String out, String err) {

  public static CommandRun of(String... args) {
    return with(Map.of(), args);
  }

  public static CommandRun with(Map<String, String> environment, String... args) {
    return run(InputStream.nullInputStream(), environment, args);
  }

  /** With bytes on standard input. */
  public static CommandRun reading(byte[] stdin, String... args) {
    return run(new ByteArrayInputStream(stdin), Map.of(), args);
  }

  private static CommandRun run(InputStream in, Map<String, String> environment, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(in, out, new PrintStream(err, true, UTF_8), environment, false);
    int exitCode = Qtrace.run(console, args);
    return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
