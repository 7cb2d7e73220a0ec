package io.qtrace.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A Prometheus of its own, with our rules, that looks at one endpoint every second. */
final class Prometheus implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final String url;

  private Prometheus(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("prometheus", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * @param target host and port of a stage's metrics
   */
  static Prometheus start(Path directory, int port, String target) throws IOException {
    var config =
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s/*.yaml"]
        scrape_configs:
          - job_name: qtrace-topology
            static_configs: [{targets: ["%s"]}]
        """
            .formatted(Expressions.RULES.toAbsolutePath().normalize(), target);
    var file = Files.writeString(directory.resolve("prometheus.yml"), config);
    var address = "127.0.0.1:" + port;
    var process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    var prometheus = new Prometheus(process, "http://" + address);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> prometheus.query("up == 1").size() == 1);
    return prometheus;
  }

  /** The samples of an instant; throws what Prometheus says is wrong. */
  List<Map<String, Object>> query(String expression) throws IOException, InterruptedException {
    var text = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return Expressions.list(get("/api/v1/query?query=" + text).get("result"));
  }

  /** "name: what is wrong with it" of each rule that cannot be evaluated. */
  List<String> sickRules() throws IOException, InterruptedException {
    return Expressions.list(get("/api/v1/rules").get("groups")).stream()
        .flatMap(group -> Expressions.list(group.get("rules")).stream())
        .filter(rule -> !"ok".equals(rule.get("health")))
        .map(rule -> rule.get("name") + ": " + rule.get("health") + " " + rule.get("lastError"))
        .toList();
  }

  private Map<String, Object> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url + path)).build();
    var answer = Expressions.yaml(HTTP.send(request, BodyHandlers.ofString()).body());
    if (!"success".equals(answer.get("status"))) {
      throw new IllegalStateException(path + ": " + answer.get("error"));
    }
    return Expressions.map(answer.get("data"));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
