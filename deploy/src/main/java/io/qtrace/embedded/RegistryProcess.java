package io.qtrace.embedded;

import static io.qtrace.embedded.place.LoopbackPort.HOST;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.concurrent.CompletableFuture.delayedExecutor;

import io.qtrace.embedded.place.DataDirectory;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.LoopbackPort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apicurio Registry as a child JVM on loopback, started again when it dies. It ends with this JVM,
 * even by SIGKILL: it exits at the end of its standard input. So this object must stay reachable as
 * long as the registry is needed: the pipe is closed when the {@link Process} is collected.
 */
final class RegistryProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistryProcess.class);
  private static final Duration PREDECESSOR_PATIENCE = Duration.ofSeconds(60);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ARCHIVE_PATIENCE = Duration.ofMinutes(2);

  private final List<String> command;
  private final Path output;
  private final Path pidFile;
  private final Path directory;
  private final String url;
  private Process process; // guarded by this, as the two below
  private boolean closed;
  private @Nullable Future<?> watch;

  private RegistryProcess(List<String> command, DataDirectory data, String url) throws IOException {
    this.command = command;
    this.output = data.log().resolve("registry.log");
    this.pidFile = pidFile(data);
    this.directory = data.registry();
    this.url = url;
    if (Files.exists(output)) {
      Files.move(output, output.resolveSibling("registry.log.1"), REPLACE_EXISTING);
    }
    this.process = launch();
  }

  /** Returns at once; {@link #awaitReady} waits. */
  static RegistryProcess start(EmbeddedOptions options, DataDirectory data)
      throws EmbeddedException {
    RegistryEnd.refuseOtherIds(data);
    try {
      awaitPredecessor(pidFile(data));
      int port = LoopbackPort.claim(options.registryPort(), "schema registry", "--registry-port");
      String url = "http://%s:%d/apis/ccompat/v7".formatted(HOST, port);
      return new RegistryProcess(RegistryCommand.of(options, data, port), data, url);
    } catch (IOException e) {
      throw new EmbeddedException("the schema registry cannot be started: " + e, e);
    }
  }

  private static Path pidFile(DataDirectory data) {
    return data.registry().resolve("pid");
  }

  /**
   * After SIGKILL of its parent a registry needs a moment to notice, and has the port till then.
   */
  private static void awaitPredecessor(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    String pid = Files.readString(pidFile).strip();
    ProcessHandle.of(pid.isEmpty() ? -1 : Long.parseLong(pid))
        .filter(p -> p.info().commandLine().orElse("").contains(RegistryCommand.MAIN_CLASS))
        .ifPresent(
            p ->
                p.onExit()
                    .completeOnTimeout(p, PREDECESSOR_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join());
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    Files.writeString(pidFile, Long.toString(started.pid()));
    return started;
  }

  /** Waits until the registry answers; from then on it is watched. */
  void awaitReady() throws EmbeddedException, InterruptedException {
    Process started = current();
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (!answers()) {
      if (!started.isAlive()) {
        throw new EmbeddedException(
            "the schema registry ended at once with exit code %d: %s"
                .formatted(started.exitValue(), lastWords()));
      }
      if (System.nanoTime() > end) {
        throw new EmbeddedException(
            "the schema registry does not answer on %s after %d s: %s"
                .formatted(url, START_PATIENCE.toSeconds(), lastWords()));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    watch(started);
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(url + "/subjects").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private String lastWords() {
    return RegistryEnd.reason(output, directory);
  }

  private synchronized void watch(Process watched) {
    watch =
        watched.onExit().thenAcceptAsync(this::startAgain, delayedExecutor(1, TimeUnit.SECONDS));
  }

  private synchronized void startAgain(Process ended) {
    if (closed) {
      return;
    }
    log.error(
        "the schema registry ended with exit code {} and is started again: {}",
        ended.exitValue(),
        lastWords());
    try {
      process = launch();
      watch(process);
    } catch (IOException e) {
      log.error("the schema registry cannot be started again: {}", e.toString());
    }
  }

  private synchronized Process current() {
    return process;
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    Process last;
    synchronized (this) {
      closed = true;
      if (watch != null) {
        watch.cancel(false);
      }
      last = process;
    }
    last.destroy();
    try {
      Duration patience = RegistryCommand.leavesArchive() ? ARCHIVE_PATIENCE : STOP_PATIENCE;
      if (last.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    last.destroyForcibly();
  }
}
