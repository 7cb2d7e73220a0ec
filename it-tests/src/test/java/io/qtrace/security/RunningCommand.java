package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A stage that decodes until it is closed. */
final class RunningCommand implements AutoCloseable {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Thread thread;

  private RunningCommand(Path configuration, String... arguments) {
    var console =
        new Console(
            printed,
            new PrintStream(printed, true, UTF_8),
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
        .until(() -> running.printed().contains("ctrl-C stops") || !running.thread.isAlive());
    return running;
  }

  /** On stdout and stderr. */
  String printed() {
    return printed.toString(UTF_8);
  }

  /** What ctrl-C would do in a process of its own. */
  void stop() {
    thread.interrupt();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !thread.isAlive());
  }

  @Override
  public void close() {
    stop();
  }
}
