package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.cli.console.Console;
import io.qtrace.embedded.place.LoopbackPort;
import io.qtrace.testing.DeployedQtrace;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered over HTTP is what the topics say, beside the stage and in a process alone. */
final class ServeIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String AGGREGATIONS =
      """
      aggregations:
        - name: conversions
          from: kvm_convert_memory
          window: 10s
          measures: {requests: count}
      """;

  @TempDir Path directory;

  @Test
  void answersWhatTheTopicsSay() throws Exception {
    var trace = resource("cvm.simple.zst");
    var definitions = resource("trace-events");
    var aggregations = Files.writeString(directory.resolve("aggregations"), AGGREGATIONS);
    int port = LoopbackPort.anyFree();
    var environment =
        Map.of(
            "QTRACE_CONVERSIONS_IDLE_TIMEOUT",
            "2s",
            "QTRACE_AGGREGATIONS",
            aggregations.toString());
    var options = List.of("--kafka-port=0", "--registry-port=0", "--http-port=" + port);
    try (var up = UpProcess.start(directory.resolve("up"), environment, options)) {
      assertThat(up.shown("results")).isEqualTo("http://127.0.0.1:" + port);
      run(up, "send", trace.toString(), "--vm=vm-7", "--definitions=" + definitions);
      run(
          up,
          "send",
          trace.toString(),
          "--vm=vm-old",
          "--clock-offset-ns=0",
          "--definitions=" + definitions);
      await()
          .atMost(PATIENCE)
          .until(() -> isShown(port, "vm-7") && isShown(port, "vm-old") && hasResults(port));

      assertThat(windows(ask(port, "windows?vm=vm-7").get("windows"))).isEqualTo(told(up, port));
      assertThat(windows(paged(port))).isEqualTo(told(up, port));
      var source = ask(port, "ledger").at("/sources/0");
      assertThat(source.get("read").asText()).isEqualTo("74026");
      assertThat(source.get("typed").asText()).isEqualTo("74026");
      assertThat(ask(port, "fleet").at("/totals/vms").asInt()).isEqualTo(2);
      var aggregation = ask(port, "aggregations").at("/aggregations/0");
      assertThat(aggregation.get("name").asText()).isEqualTo("conversions");
      assertThat(aggregation.at("/measures/0").asText()).isEqualTo("requests");
      serveAlone(up, port);
    }
  }

  /** The same from a process that has nothing but Kafka and the registry. */
  private void serveAlone(UpProcess up, int port) throws Exception {
    int alone = LoopbackPort.anyFree();
    var command = new ArrayList<>(DeployedQtrace.quick("-Xmx256m"));
    command.addAll(List.of("serve", "--http-port=" + alone));
    command.addAll(List.of("-b", up.bootstrap(), "-r", up.registryUrl()));
    var process = new ProcessBuilder(command).inheritIO().start();
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> ask(alone, "vms").equals(ask(port, "vms")));
      for (var path :
          List.of(
              "vms/vm-7",
              "vms/vm-old",
              "windows?vm=vm-7",
              "ledger",
              "aggregations",
              "aggregations/conversions/results",
              "aggregations/conversions/results?from=0")) {
        assertThat(ask(alone, path)).as(path).isEqualTo(ask(port, path));
      }
    } finally {
      process.destroy();
      process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }
    assertThat(process.exitValue()).as("ended by SIGTERM").isEqualTo(143);
  }

  private static boolean isShown(int port, String vm) throws IOException {
    return ask(port, "vms/" + vm).at("/windows").size() >= 4;
  }

  private static boolean hasResults(int port) throws IOException {
    return ask(port, "aggregations").at("/aggregations/0/measures/0").isTextual();
  }

  /** Windows, a page of one at a time. */
  private static List<JsonNode> paged(int port) throws IOException {
    var all = new ArrayList<JsonNode>();
    var cursor = "";
    do {
      var page = ask(port, "windows?vm=vm-7&limit=1" + cursor);
      page.get("windows").forEach(all::add);
      cursor = page.get("cursor").isNull() ? "" : "&cursor=" + page.get("cursor").asText();
    } while (!cursor.isEmpty());
    return all;
  }

  /** What {@code qtrace tail} prints of as many windows. */
  private Set<String> told(UpProcess up, int port) throws IOException {
    int count = ask(port, "windows?vm=vm-7").get("windows").size();
    var lines =
        run(up, "tail", "ram-block-conversions", "--from-beginning", "--max=" + count, "--vm=vm-7");
    var windows = new ArrayList<JsonNode>();
    for (var line : lines.lines().toList()) {
      windows.add(JSON.readTree(line));
    }
    return windows(windows);
  }

  /** Each as one text, whose numbers are written alike. */
  private static Set<String> windows(Iterable<JsonNode> windows) {
    var all = new TreeSet<String>();
    for (var window : windows) {
      var members = new TreeMap<String, String>();
      for (var member : window.properties()) {
        members.put(member.getKey(), member.getValue().asText().replace(".000Z", "Z"));
      }
      all.add(members.toString());
    }
    return all;
  }

  private static JsonNode ask(int port, String path) throws IOException {
    var url = URI.create("http://127.0.0.1:%d/api/v1/%s".formatted(port, path)).toURL();
    try (InputStream in = url.openStream()) {
      return JSON.readTree(in);
    } catch (FileNotFoundException e) {
      return JSON.createObjectNode();
    }
  }

  /** Returns what it printed. */
  private static String run(UpProcess up, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-b", up.bootstrap(), "-r", up.registryUrl()));
    int exitCode = Qtrace.run(console, all.toArray(new String[0]));
    assertThat(exitCode).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }

  private Path resource(String name) throws IOException {
    var file = directory.resolve(name);
    try (var in = ServeIT.class.getResourceAsStream("/io/qtrace/demo/" + name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }
}
