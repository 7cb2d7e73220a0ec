package io.qtrace.cli.console;

import io.qtrace.secret.Secrets;
import io.qtrace.text.Visible;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command may touch of the process it runs in.
 *
 * @param in standard input, which can be marked
 * @param out standard output, unbuffered: trace text is bytes, and there may be a lot of it
 * @param err for messages and progress
 * @param environment the process's environment variables
 * @param interactive true if {@code err} is a terminal
 */
public record Console(
    InputStream in,
    OutputStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean interactive) {

  /** What names {@link #in} where a file is named. */
  public static final Path STDIN = Path.of("-");

  private static final Set<String> STDIN_FILES =
      Set.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

  public Console {
    in = in.markSupported() ? in : new BufferedInputStream(in);
    out = NamedOutput.of("standard output", out);
  }

  /** With the process's own standard input. */
  public Console(
      OutputStream out, PrintStream err, Map<String, String> environment, boolean interactive) {
    this(System.in, out, err, environment, interactive);
  }

  public static Console ofProcess() {
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    var in = isStdinClosed() ? new Closed() : System.in;
    return new Console(
        in, new FileOutputStream(FileDescriptor.out), err, System.getenv(), stderrIsTerminal());
  }

  /** Its number is then that of the first file that Java opened, which is one of its own. */
  private static boolean isStdinClosed() {
    try {
      var file = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
      return file.startsWith(Path.of(System.getProperty("java.home")).toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static final class Closed extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("standard input is closed; give a file, or redirect one to it");
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      return read();
    }
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

  /** Opens a file named on the command line; {@code -} is standard input, and stays open. */
  public InputStream open(Path file) throws IOException {
    return file.equals(STDIN) ? new Unclosed(in) : Files.newInputStream(file);
  }

  /** What is read of standard input is gone: several files cannot be it. */
  public void requireOneStdin(Collection<@Nullable Path> files) {
    if (files.stream().filter(Console::isStdin).count() > 1) {
      throw Failure.usage("standard input (-) can be read once only; name a file for the others");
    }
  }

  private static boolean isStdin(@Nullable Path file) {
    return STDIN.equals(file) || (file != null && STDIN_FILES.contains(file.toString()));
  }

  /** Others may want to read on. */
  private static final class Unclosed extends FilterInputStream {

    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
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
    err.println(Visible.lines(Secrets.masked(message)));
  }
}
