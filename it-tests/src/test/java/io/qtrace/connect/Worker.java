package io.qtrace.connect;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qtrace.testing.Jvm;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** {@link WorkerMain} as a child process, and its REST API. */
public final class Worker implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final String url;

  private Worker(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Returns when the worker serves.
   *
   * @param plugins where the built plugin is: the worker has the connectors from there, and nothing
   *     of them on its own class path
   * @param log what the worker prints; beside it are the files that connectors may read
   */
  static Worker start(String bootstrap, Path plugins, Path log, String... jvmOptions)
      throws IOException {
    return start(bootstrap, plugins, log, Map.of(), List.of(jvmOptions));
  }

  /**
   * The same.
   *
   * @param more settings of the worker
   */
  public static Worker start(String bootstrap, Path plugins, Path log, Map<String, String> more)
      throws IOException {
    return start(bootstrap, plugins, log, more, List.of());
  }

  private static Worker start(
      String bootstrap, Path plugins, Path log, Map<String, String> more, List<String> jvmOptions)
      throws IOException {
    var worker = launch(bootstrap, plugins, log, more, jvmOptions);
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .failFast("the worker ended, " + log + " says why", () -> !worker.process.isAlive())
          .until(worker::serves);
      return worker;
    } catch (RuntimeException e) {
      worker.process.destroyForcibly();
      throw e;
    }
  }

  /** Returns at once; whether it will serve is to be seen. */
  public static Worker launch(
      String bootstrap, Path plugins, Path log, Map<String, String> more, List<String> jvmOptions)
      throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var url = "http://127.0.0.1:" + port;
    var command = Jvm.quick(jvmOptions.toArray(String[]::new));
    command.addAll(List.of("-cp", classPathWithoutConnectors(), WorkerMain.class.getName()));
    var settings = new HashMap<>(settings(bootstrap, url, plugins));
    settings.putAll(more);
    settings.forEach((name, value) -> command.add(name + "=" + value));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // As its operator would: the test's directory, where the log is too, and QEMU's definitions.
    builder.environment().put("QTRACE_ALLOWED_PATHS", log.getParent() + ":/usr/share/qemu");
    builder.environment().put("QTRACE_ALLOWED_URLS", "*");
    var process = builder.start();
    return new Worker(process, url);
  }

  private static Map<String, String> settings(String bootstrap, String url, Path plugins) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", bootstrap),
        Map.entry("group.id", "connect"),
        Map.entry("listeners", url),
        Map.entry("plugin.path", plugins.toString()),
        Map.entry("plugin.discovery", "service_load"),
        Map.entry("key.converter", "org.apache.kafka.connect.json.JsonConverter"),
        Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
        Map.entry("config.storage.topic", "connect-configs"),
        Map.entry("offset.storage.topic", "connect-offsets"),
        Map.entry("status.storage.topic", "connect-status"),
        Map.entry("config.storage.replication.factor", "1"),
        Map.entry("offset.storage.replication.factor", "1"),
        Map.entry("status.storage.replication.factor", "1"),
        Map.entry("offset.storage.partitions", "1"),
        Map.entry("status.storage.partitions", "1"),
        Map.entry("exactly.once.source.support", "enabled"),
        Map.entry("producer.transaction.timeout.ms", "40000"),
        Map.entry("session.timeout.ms", "6000"),
        Map.entry("heartbeat.interval.ms", "2000"),
        Map.entry("consumer.session.timeout.ms", "6000"),
        Map.entry("consumer.heartbeat.interval.ms", "2000"),
        Map.entry("scheduled.rebalance.max.delay.ms", "0"));
  }

  private static String classPathWithoutConnectors() {
    var connectors = File.separator + "connectors" + File.separator;
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains(connectors) && !entry.contains("qtrace-connectors"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** False also before its REST API listens; one that starts would answer after ten seconds. */
  public boolean serves() throws InterruptedException {
    var health = HttpRequest.newBuilder(URI.create(url + "/health")).timeout(Duration.ofSeconds(2));
    try {
      return send(health).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
  }

  /** Creates a connector, or gives it other settings. */
  public HttpResponse<String> configure(String connector, Map<String, String> settings)
      throws IOException, InterruptedException {
    return put("/connectors/" + connector + "/config", JSON.writeValueAsString(settings));
  }

  /** What is wrong with settings of a connector of a kind, though none is made. */
  HttpResponse<String> validate(String kind, Map<String, String> settings)
      throws IOException, InterruptedException {
    return put(
        "/connector-plugins/" + kind + "/config/validate", JSON.writeValueAsString(settings));
  }

  public HttpResponse<String> put(String path, String json)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).PUT(BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).DELETE());
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> patch(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(
        request.header("Content-Type", "application/json").build(), BodyHandlers.ofString());
  }

  /** SIGKILL: nothing in the process gets to run any more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
  }

  public static Path builtPlugins() {
    var plugins = Path.of("..", "connectors", "target", "qtrace-connect").toAbsolutePath();
    if (!Files.isDirectory(plugins)) {
      throw new IllegalStateException(
          plugins + " is missing; build it with: mvn -pl connectors -am package");
    }
    return plugins.normalize();
  }
}
