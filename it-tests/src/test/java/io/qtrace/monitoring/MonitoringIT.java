package io.qtrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.testing.DeployedQtrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of the command as users run it, and what Prometheus makes of them. */
@Tag("long")
class MonitoringIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path RULES =
      Path.of("..", "deploy", "alerts", "rules.yaml").toAbsolutePath();
  private static final Path AGGREGATIONS =
      Path.of("..", "deploy", "aggregations", "qemu.yaml").toAbsolutePath();
  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
  private static final String BEGIN = "<!-- metrics -->\n";
  private static final String END = "<!-- end of metrics -->";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static int port;
  private static Process stage;
  private static List<String> connection;

  @BeforeAll
  static void start() throws Exception {
    port = freePort();
    var log = directory.resolve("up.log");
    var up =
        qtrace(
            "up",
            "--data=" + directory.resolve("data"),
            "--kafka-port=0",
            "--registry-port=0",
            "--metrics-port=" + port,
            "--alert-rules=" + RULES,
            "--aggregations=" + AGGREGATIONS);
    up.environment().put("QTRACE_CONVERSIONS_IDLE_TIMEOUT", "2s");
    stage = up.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(stage.isAlive()).as(Files.readString(log)).isTrue())
        .until(() -> Files.readString(log).contains("is ready"));
    var text = Files.readString(log);
    connection = List.of("-b", shown("Kafka", text), "-r", shown("registry", text));
    send();
  }

  @AfterAll
  static void stop() {
    stage.destroy();
    stage.onExit().join();
  }

  @Test
  void saysHowItIs() throws Exception {
    for (var path : List.of("/health/ready", "/health/live")) {
      var answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("running\n");
    }
  }

  @Test
  void documentsEveryMetricOfTheEndpoint() throws Exception {
    var table = MetricNames.table(get("/metrics").body(), "qtrace_");
    var page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertThat(page.substring(begin, end))
          .as("run the test with -Dqtrace.goldens.write=true to write the table anew")
          .isEqualTo(table);
    }
  }

  @Test
  void hasEveryMetricThatRulesAndDashboardUse() throws Exception {
    var used = Expressions.metrics();
    used.removeIf(name -> name.startsWith("kafka_connect_")); // ConnectMetricsIT
    assertThat(MetricNames.of(get("/metrics").body())).containsAll(used);
  }

  @Test
  void fillsEveryPanelOfTheDashboardAndSatisfiesEveryRule() throws Exception {
    assumeTrue(
        Prometheus.isInstalled(),
        "prometheus is missing, so no rule and no panel was tried; Debian: apt-get install prometheus");
    try (var prometheus = Prometheus.start(directory, freePort(), "127.0.0.1:" + port)) {
      send(); // counters have to grow while somebody looks
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(emptyPanels(prometheus)).isEmpty());
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(prometheus.sickRules()).isEmpty());
      await("rules are evaluated now and then")
          .atMost(PATIENCE)
          .until(() -> !prometheus.query("ALERTS{alertname=\"QtraceDeadLetters\"}").isEmpty());
      assertThat(prometheus.query("ALERTS{severity=\"critical\"}")).isEmpty();
      assertThat(prometheus.query("qtrace:ledger_imbalance_events == 0")).hasSize(1);
    }
  }

  private static List<String> emptyPanels(Prometheus prometheus)
      throws IOException, InterruptedException {
    var empty = new ArrayList<String>();
    for (var expression : Expressions.ofDashboard()) {
      boolean isOfConnect = expression.contains("kafka_connect_");
      if (prometheus.query(expression).isEmpty() && !isOfConnect) {
        empty.add(expression);
      }
    }
    return empty;
  }

  /**
   * The bundled trace, and the same cut off in the middle of a record; returns once windows closed.
   */
  private static void send() throws Exception {
    var trace = directory.resolve("trace");
    try (var in =
        new ZstdInputStream(
            MonitoringIT.class.getResourceAsStream("/io/qtrace/demo/cvm.simple.zst"))) {
      Files.write(trace, in.readAllBytes());
    }
    var whole = Files.readAllBytes(trace);
    var cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length - 7));
    send(trace, "vm-1");
    send(cut, "vm-2");
    send(restarted(), "vm-3");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                get("/metrics").body().contains("qtrace_ram_block_shared_bytes{block=\"pc.ram\""));
  }

  /** The log of a VM that begins anew, and whose discards fail. */
  private static Path restarted() throws IOException {
    var life =
        """
        1@%1$d.000000:kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000 ua=0x7f0000000000 guest_memfd=20 guest_memfd_offset=0x0 ret=0
        1@%1$d.000001:kvm_convert_memory start 0x200000 size 0x1000 shared_to_private
        1@%1$d.000002:ram_block_attributes_state_change offset 0x200000 size 0x1000 from 'discarded' to 'populated'
        1@%1$d.000003:ram_block_discard_range pc.ram@0x7f0000200000 + 0x1000: madvise: 1 fallocate: 1 ret: -1
        """;
    long now = Instant.now().getEpochSecond();
    return Files.writeString(
        directory.resolve("restarted.log"), life.formatted(now - 1) + life.formatted(now));
  }

  private static void send(Path trace, String vm) throws Exception {
    var definitions = directory.resolve("trace-events");
    try (var in = MonitoringIT.class.getResourceAsStream("/io/qtrace/demo/trace-events")) {
      Files.write(definitions, in.readAllBytes());
    }
    var command =
        new ArrayList<>(List.of("send", trace.toString(), "--vm=" + vm, "--wait", "--again"));
    command.add("--final"); // else the cut record would wait for its rest
    command.add("--definitions=" + definitions);
    command.addAll(connection);
    var log = directory.resolve("send.log");
    var send =
        qtrace(command.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    send.waitFor();
    assertThat(Files.readString(log)).contains("the ledger balances");
  }

  private static ProcessBuilder qtrace(String... arguments) {
    var command = DeployedQtrace.quick("-Xmx512m");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** On a line of its own: what is waited for meanwhile may be called the same. */
  private static String shown(String label, String text) {
    var matcher = Pattern.compile("(?m)^ *" + label + " +(\\S+)").matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
