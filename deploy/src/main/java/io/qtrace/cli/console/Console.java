package io.qtrace.cli.console;

import io.qtrace.secret.Secrets;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command may touch of the process it runs in.
 *
 * @param out standard output, unbuffered: trace text is bytes, and there may be a lot of it
 * @param err for messages and progress
 * @param environment the process's environment variables
 * @param interactive true if {@code err} is a terminal
 */
public record Console(
    OutputStream out, PrintStream err, Map<String, String> environment, boolean interactive) {

  public Console {
    out = NamedOutput.of("standard output", out);
  }

  public static Console ofProcess() {
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    return new Console(
        new FileOutputStream(FileDescriptor.out), err, System.getenv(), stderrIsTerminal());
  }

  // System.console() tells about stdin and stdout only. Without /proc: no.
  private static boolean stderrIsTerminal() {
    try {
      var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Prints text to {@link #out} and flushes it. */
  public void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new OutputFailed("standard output", e);
    }
  }

  public void println(String line) {
    print(line + System.lineSeparator());
  }

  /** A message for people, without secrets: on stderr, since stdout may be a pipe. */
  public void tell(String message) {
    err.println(Secrets.masked(message));
  }
}
