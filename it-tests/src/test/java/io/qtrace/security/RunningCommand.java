package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A stage that decodes until it is closed. */
final class RunningCommand implements AutoCloseable {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Thread thread;

  private RunningCommand(Path configuration, String... arguments) {
    var console =
        new Console(
            OutputStream.nullOutputStream(),
            new PrintStream(err, true, UTF_8),
            Map.of("QTRACE_CONFIG", configuration.toString()),
            false);
    thread = new Thread(() -> Qtrace.run(console, arguments), "qtrace " + configuration);
  }

  /** Returns when it decodes, or has ended. */
  static RunningCommand start(Path configuration, String... arguments) {
    var running = new RunningCommand(configuration, arguments);
    running.thread.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> running.err().contains("ctrl-C stops") || !running.thread.isAlive());
    return running;
  }

  String err() {
    return err.toString(UTF_8);
  }

  /** What ctrl-C would do in a process of its own. */
  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
