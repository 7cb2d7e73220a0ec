package io.qtrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.monitoring.Expressions;
import io.qtrace.monitoring.MetricNames;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connect's own metrics by way of the JMX exporter and our rules for it. */
final class ConnectMetricsIT {

  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
  private static final Path RULES =
      Path.of("..", "deploy", "prometheus", "connect-jmx.yaml").toAbsolutePath().normalize();
  private static final Pattern DOCUMENTED = Pattern.compile("`(kafka_connect_\\w+)`");
  private static final String CONNECTOR =
      """
      {"connector.class": "io.qtrace.connect.SimpleTraceSourceConnector", "tasks.max": "1",
       "key.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
       "value.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
       "definitions.file": "", "directory": "%s"}
      """;

  @TempDir Path directory;

  @Test
  void areThoseThatRulesDashboardAndPageName() throws Exception {
    int port = freePort();
    var agent = "-javaagent:%s=127.0.0.1:%d:%s".formatted(agentJar(), port, RULES);
    try (var stack =
            EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0));
        var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic("qtrace-raw", 1, (short) 1))).all().get();
      var log = directory.resolve("worker.log");
      try (var worker = Worker.start(stack.bootstrap(), Worker.builtPlugins(), log, agent)) {
        var config = CONNECTOR.formatted(Files.createDirectory(directory.resolve("traces")));
        assertThat(worker.put("/connectors/traces/config", config).statusCode()).isEqualTo(201);
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(() -> assertThat(MetricNames.of(metrics(port))).containsAll(named()));
        assertThat(metrics(port))
            .contains("kafka_connect_connector_failed_task_count{connector=\"traces\"} 0.0");
      }
    }
  }

  private static Set<String> named() throws IOException {
    var named = new TreeSet<>(Expressions.metrics());
    named.removeIf(name -> !name.startsWith("kafka_connect_"));
    DOCUMENTED.matcher(Files.readString(PAGE)).results().forEach(m -> named.add(m.group(1)));
    assertThat(named).hasSizeGreaterThan(3);
    return named;
  }

  private static String metrics(int port) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static String agentJar() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.contains("jmx_prometheus_javaagent"))
        .findFirst()
        .orElseThrow();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
