package io.qtrace.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** SIGTERM: it keeps what it has notified of, and forgets the alerts. */
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
