package io.qtrace.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * {@code deploy/compose} with the images of this build, on free ports, and without Grafana, which
 * Debian has no package of. Whatever it prints is in {@code target/container-logs/compose.log}.
 */
final class ComposeProject implements AutoCloseable {

  /** Ports of this host, at 127.0.0.1. */
  enum Port {
    KAFKA,
    REGISTRY,
    CONNECT,
    METRICS,
    PROMETHEUS,
    ALERTMANAGER
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int LAST_LINES = 20;

  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<Port, Integer> ports = new EnumMap<>(Port.class);
  private final Path log;

  private ComposeProject(List<String> program, Path host) throws Exception {
    command.addAll(program);
    command.addAll(List.of("-p", "qtrace-test-" + ProcessHandle.current().pid()));
    command.addAll(List.of("-f", ROOT.resolve("deploy/compose/docker-compose.yml").toString()));
    command.addAll(List.of("-f", ROOT.resolve("it-tests/docker/compose.yml").toString()));
    environment.putAll(Images.built().environment());
    environment.put("QTRACE_TRACES_DIR", host.resolve("traces").toString());
    environment.put("QTRACE_QEMU_DIR", host.toString());
    environment.put("QTRACE_ALERTS_DIR", host.toString());
    for (var port : Port.values()) {
      ports.put(port, Stack.freePort());
      environment.put("QTRACE_%s_PORT".formatted(port), Integer.toString(port(port)));
    }
    var logs = Files.createDirectories(Path.of("target", "container-logs"));
    log = Files.write(logs.resolve("compose.log"), new byte[0]);
  }

  /**
   * Not started yet.
   *
   * @param host has {@code trace-events-all}, {@code rules.yaml} and the traces and logs
   */
  static ComposeProject of(HostDirectory host) throws Exception {
    for (var program : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
      if (isInstalled(program)) {
        return new ComposeProject(program, host.path().toAbsolutePath());
      }
    }
    return Assumptions.abort("no docker-compose; Debian: apt-get install docker-compose");
  }

  private static boolean isInstalled(List<String> program) throws InterruptedException {
    var version = new ArrayList<>(program);
    version.add("version");
    try {
      return new ProcessBuilder(version).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns when all have started, each after what it needs was healthy. */
  void up() throws IOException {
    run("up", "-d", "connect", "prometheus", "alertmanager");
  }

  private void run(String... arguments) throws IOException {
    var all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    var builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    try {
      process.onExit().orTimeout(Part.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
      throw failure(all, "has not ended");
    }
    if (process.exitValue() != 0) {
      throw failure(all, "has failed");
    }
  }

  private AssertionError failure(List<String> all, String how) throws IOException {
    var lines = Files.readString(log, UTF_8).lines().toList();
    var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    return new AssertionError(
        "%s %s; at the end of %s:\n%s"
            .formatted(String.join(" ", all), how, log, String.join("\n", last)));
  }

  int port(Port port) {
    return Objects.requireNonNull(ports.get(port));
  }

  /** What a service answers. */
  JsonNode get(Port port, String path) throws IOException, InterruptedException {
    var uri = URI.create("http://localhost:%d%s".formatted(port(port), path));
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %d %s".formatted(uri, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  /** Removes containers, volumes and network. */
  @Override
  public void close() throws IOException {
    try {
      run("logs", "--no-color");
    } finally {
      run("down", "-v", "-t", "2");
    }
  }
}
