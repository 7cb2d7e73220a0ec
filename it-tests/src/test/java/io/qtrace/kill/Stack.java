package io.qtrace.kill;

import static org.awaitility.Awaitility.await;

import io.qtrace.cli.UpProcess;
import io.qtrace.connect.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The processes that are killed: {@code up} with connectors, and beside it, while they are wanted,
 * a second instance of the stage and a Connect worker of its own.
 */
@SuppressWarnings("try") // An interrupted test is to end at once.
final class Stack implements AutoCloseable {

  static final Duration READY = Duration.ofSeconds(60);

  /** Whoever is silent for longer has his windows closed: longer than any start may take. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "QTRACE_CONVERSIONS_WINDOWS", "50ms,1s",
          "QTRACE_CONVERSIONS_GRACE", "20ms",
          "QTRACE_CONVERSIONS_IDLE_TIMEOUT", "75s");

  private final Path directory;
  private final Path definitions;
  private final int kafkaPort = freePort();
  private final int registryPort = freePort();
  private @Nullable UpProcess up;
  private @Nullable Process run;
  private @Nullable Worker worker;

  Stack(Path directory, Path definitions) throws IOException {
    this.directory = directory;
    this.definitions = definitions;
    Files.createDirectories(watched());
    Files.createDirectories(watchedByWorker());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String bootstrap() {
    return "127.0.0.1:" + kafkaPort;
  }

  String registryUrl() {
    return "http://127.0.0.1:%d/apis/ccompat/v7".formatted(registryPort);
  }

  /** By the connectors of {@code up}. */
  Path watched() {
    return directory.resolve("watched");
  }

  Path watchedByWorker() {
    return directory.resolve("watched-by-worker");
  }

  void startUp() throws IOException {
    up =
        UpProcess.start(
            directory.resolve("data"),
            SETTINGS,
            List.of(
                "--kafka-port=" + kafkaPort,
                "--registry-port=" + registryPort,
                "--watch=" + watched(),
                "--definitions=" + definitions));
  }

  /** A second instance of the stage. */
  void startRun() throws IOException {
    var log = directory.resolve("run.log");
    Files.deleteIfExists(log);
    run =
        Command.start(
            log,
            SETTINGS,
            List.of(
                "run",
                "--bootstrap=" + bootstrap(),
                "--registry=" + registryUrl(),
                "-Xstate.dir=" + directory.resolve("run-state"),
                "-Xtopics.replication=1",
                "-Xtopics.retention.raw=forever"));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(log) && Files.readString(log).contains("ctrl-C stops"));
  }

  void startWorker() throws IOException, InterruptedException {
    worker =
        Worker.start(bootstrap(), Worker.builtPlugins(), directory.resolve("worker.log"), Map.of());
    var bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
    worker.configure(
        "killed",
        Map.of(
            "connector.class", "io.qtrace.connect.SimpleTraceSourceConnector",
            "directory", watchedByWorker().toString(),
            "definitions.file", definitions.toString(),
            "topic", "qtrace-raw",
            "definitions.topic", "qtrace-definitions",
            "exactly.once.support", "required",
            "tasks.max", "1",
            "key.converter", bytes,
            "value.converter", bytes));
  }

  void start(Victim victim) throws IOException, InterruptedException {
    switch (victim.process) {
      case "up" -> startUp();
      case "run" -> startRun();
      case "worker" -> startWorker();
      default -> throw new IllegalArgumentException("not started by itself: " + victim);
    }
  }

  /** Returns when it has ended. */
  void end(Victim victim, Signal signal) throws InterruptedException {
    switch (victim.process) {
      case "up" -> {
        if (signal == Signal.KILL) {
          present(up).kill();
        } else {
          present(up).close();
        }
        up = null;
      }
      case "run" -> {
        signal.end(present(run));
        run = null;
      }
      case "worker" -> {
        if (signal == Signal.KILL) {
          present(worker).kill();
        } else {
          present(worker).close();
        }
        worker = null;
      }
      default -> throw new IllegalArgumentException("not ended by itself: " + victim);
    }
  }

  private static <T> T present(@Nullable T process) {
    if (process == null) {
      throw new IllegalStateException("not running");
    }
    return process;
  }

  /** What {@code up} does not need. */
  void closeGuests() throws InterruptedException {
    if (run != null) {
      Signal.TERM.end(run);
      run = null;
    }
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    closeGuests();
    if (up != null) {
      up.close();
    }
  }

  /** How a process is ended. */
  enum Signal {
    KILL,
    TERM;

    void end(Process process) throws InterruptedException {
      if (this == KILL) {
        process.destroyForcibly();
      } else {
        process.destroy();
      }
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        throw new AssertionError("process %d does not end".formatted(process.pid()));
      }
    }
  }
}
