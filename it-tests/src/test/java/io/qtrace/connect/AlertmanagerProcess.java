package io.qtrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Alertmanager (Debian: prometheus-alertmanager) on loopback, which may be stopped and
 * started again.
 */
final class AlertmanagerProcess implements AutoCloseable {

  private static final List<Path> PROGRAMS =
      List.of(
          Path.of("/usr/bin/prometheus-alertmanager"),
          Path.of("/usr/bin/alertmanager"),
          Path.of("/usr/local/bin/alertmanager"));

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern QUESTIONS =
      Pattern.compile("(?m)^alertmanager_nflog_queries_total (\\d+)");

  private final Path directory;
  private final List<String> more;
  private final int port;
  private Process process;

  /**
   * Not started yet.
   *
   * @param config its configuration
   * @param more options
   */
  AlertmanagerProcess(Path directory, String config, String... more) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.more = List.of(more);
    Files.writeString(directory.resolve("alertmanager.yml"), config);
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  static void assumeInstalled() {
    Assumptions.assumeTrue(
        PROGRAMS.stream().anyMatch(Files::isExecutable),
        "no Alertmanager in " + PROGRAMS + "; Debian: apt-get install prometheus-alertmanager");
  }

  void start() throws IOException {
    var program = PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.add("--config.file=" + directory.resolve("alertmanager.yml"));
    command.add("--storage.path=" + directory.resolve("storage"));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.add("--cluster.listen-address=");
    command.addAll(more);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
  }

  /** With host and port, without a scheme. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /**
   * Returns once it remembers what it has notified of so far. A receiver knows before it does; each
   * of its rounds (a second, {@link Notifications#alertmanagerConfig}) asks its memory, and only
   * after the round before has been remembered.
   */
  void awaitRemembered() {
    long before = questions();
    await().atMost(Duration.ofMinutes(1)).until(() -> questions() >= before + 2);
  }

  private long questions() {
    var uri = URI.create("http://" + address() + "/metrics");
    try {
      var answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      var metric = QUESTIONS.matcher(answer.body());
      assertThat(metric.find()).as(answer.body()).isTrue();
      return Long.parseLong(metric.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM: it keeps what it remembers to have notified of, and forgets the alerts. */
  void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
  }
}
