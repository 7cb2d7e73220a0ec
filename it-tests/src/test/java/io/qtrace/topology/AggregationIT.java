package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import io.qtrace.topology.config.DecodeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared aggregations on a real broker and registry, through the commands that users have. */
class AggregationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> NAMES = List.of("events", "requests");
  private static final String FILE =
      """
      aggregations:
        - name: events
          from: $event
          group-by: [event]
          window: [1s, 5s/1s]
          measures: {events: count, per_second: rate}
          top: {k: 5, by: events}
        - name: requests
          from: kvm_convert_memory
          group-by: [msg]
          window: 1s
          measures:
            requests: count
            bytes: sum(size)
            size: quantiles(size, 0.5, 0.99)
            starts: distinct(start)
            newest: last(start)
      """;

  @TempDir private Path directory;
  private Capture capture;
  private Cluster cluster;
  private Path aggregations;

  @BeforeEach
  void start() throws Exception {
    capture = Capture.load();
    aggregations = Files.writeString(directory.resolve("aggregations.yaml"), FILE);
    cluster = new Cluster(directory.resolve("cluster"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void publishesWhatAggregateSaysOfTheFileThoughKilledInTheMiddle() throws Exception {
    started().close(); // creates the topics
    cluster.publish(capture.definitions());
    int chunks = capture.chunks().size();
    var vms = List.of("vm-1", "vm-2");
    for (var vm : vms) {
      cluster.send(vm, capture, 0, chunks / 2);
    }
    var victim = DecodeMain.fork(settings());
    try {
      await().atMost(PATIENCE).until(() -> cluster.committed("qtrace-ledger") > 0);
    } finally {
      victim.destroyForcibly().waitFor();
    }
    for (var vm : vms) {
      cluster.send(vm, capture, chunks / 2, chunks);
      cluster.sendHeartbeat(vm, Duration.ofDays(1000));
    }

    try (var stage = started()) {
      for (var vm : vms) {
        var expected = aggregated(vm);
        for (var name : NAMES) {
          var own = expected.stream().filter(result -> name.equals(result.get("aggregation")));
          var results = own.peek(result -> result.remove("aggregation")).toList();
          assertThat(results).isNotEmpty();
          assertThat(tailed(name, vm, results.size())).containsExactlyInAnyOrderElementsOf(results);
        }
      }
      assertThat(stage.failure()).isEmpty();
    }
    for (var name : NAMES) {
      var once =
          aggregated("vm-1").stream().filter(result -> name.equals(result.get("aggregation")));
      assertThat(cluster.committed(topic(name))).isEqualTo(vms.size() * once.count());
    }
    assertThat(cluster.committed("qtrace-dead-letter")).isZero();
    assertThat(cluster.committedEvents()).as("the route of all is drop").isEmpty();
  }

  @Test
  void registersWhatAnEditAddsAndRefusesWhatIsWrong() throws Exception {
    try (var stage = started()) {
      assertThat(versions("requests")).isEqualTo("[1]");
      assertThat(registry("/config/" + topic("requests") + "-value"))
          .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");

      Files.writeString(aggregations, FILE + "      most: max(size)\n");
      await().atMost(PATIENCE).until(() -> versions("requests").equals("[1,2]"));
      assertThat(versions("events")).isEqualTo("[1]");

      Files.writeString(aggregations, FILE.replace("sum(size)", "sum(sise)"));
      await().during(Duration.ofSeconds(6)).until(() -> versions("requests").equals("[1,2]"));
      assertThat(stage.failure()).isEmpty();
    }

    assertThatThrownBy(this::started)
        .isInstanceOf(InvalidAggregationsException.class)
        .hasMessageContaining("kvm_convert_memory has no 'sise'")
        .hasMessageContaining("did you mean 'size'?");
  }

  private static String topic(String name) {
    return "qtrace-aggregation-" + name;
  }

  private Map<String, String> settings() {
    return cluster.settings(
        Map.of(
            "aggregations", aggregations.toString(),
            "conversions.idle.timeout", "1h", // a heartbeat ends windows
            "route.1", "*:drop",
            "threads", "1"));
  }

  private DecodeApplication started() {
    var config = DecodeConfig.from(settings());
    var stage = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {});
    try {
      stage.start();
    } catch (RuntimeException e) {
      stage.close();
      throw e;
    }
    await().atMost(PATIENCE).until(() -> stage.state() == DecodeApplication.State.RUNNING);
    return stage;
  }

  /** What {@code aggregate} says of the capture. */
  private List<Map<String, Object>> aggregated(String vm) throws IOException {
    var trace = Files.write(directory.resolve("trace"), capture.trace());
    var definitions =
        Files.write(directory.resolve("trace-events-all"), capture.definitions().text());
    return printed(
        "aggregate",
        trace.toString(),
        "--definitions=" + definitions,
        "--aggregations=" + aggregations,
        "--format=json",
        "--clock-offset-ns=0",
        "--vm=" + vm,
        "--quiet");
  }

  private List<Map<String, Object>> tailed(String name, String vm, int count)
      throws JsonProcessingException {
    return printed(
        "tail",
        "aggregation/" + name,
        "--from-beginning",
        "--vm=" + vm,
        "--max=" + count,
        "--bootstrap=" + cluster.bootstrap(),
        "--registry=" + cluster.registryUrl(),
        "--quiet");
  }

  /** The JSON lines that a command prints. */
  private static List<Map<String, Object>> printed(String... command)
      throws JsonProcessingException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    int exitCode = Qtrace.run(console, command);
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(exitCode).isZero();
    var json = new ObjectMapper();
    var lines = new ArrayList<Map<String, Object>>();
    for (var line : out.toString(UTF_8).lines().toList()) {
      lines.add(json.readValue(line, new TypeReference<>() {}));
    }
    return lines;
  }

  private String versions(String name) throws IOException, InterruptedException {
    return registry("/subjects/" + topic(name) + "-value/versions");
  }

  private String registry(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(cluster.registryUrl() + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
