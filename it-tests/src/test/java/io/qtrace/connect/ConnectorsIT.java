package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.definition.Definitions;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.raw.RawHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectorsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  @TempDir Path directory;

  private Path traces;
  private Path definitionsFile;
  private Definitions definitions;
  private byte[] capture;
  private EmbeddedStack stack;

  @BeforeEach
  void start() throws Exception {
    traces = Files.createDirectory(directory.resolve("traces"));
    try (var text = resource("trace-events");
        var trace = new ZstdInputStream(resource("cvm.simple.zst"))) {
      definitions = Definitions.parse("trace-events", text.readAllBytes());
      capture = trace.readAllBytes();
    }
    definitionsFile = Files.write(directory.resolve("trace-events-all"), definitions.text());
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0));
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("qtrace-raw", 4, (short) 1),
                  new NewTopic("qtrace-definitions", 1, (short) 1)))
          .all()
          .get();
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        ConnectorsIT.class.getResourceAsStream("/io/qtrace/demo/" + name));
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  @Tag("long")
  void aGrowingTraceArrivesOnceAlthoughTheWorkerIsKilled() throws Exception {
    try (var raw = new RawTopic(stack.bootstrap(), "qtrace-raw");
        var published = new RawTopic(stack.bootstrap(), "qtrace-definitions")) {
      var worker = worker();
      try {
        assertThat(worker.configure("traces", settings()).statusCode()).isEqualTo(201);
        for (int third = 0; third < 3; third++) {
          int from = third * capture.length / 3;
          int to = (third + 1) * capture.length / 3;
          var writer = CompletableFuture.runAsync(() -> writeSlowly(from, to));
          await(() -> raw.bytes("vm-7").length > from);
          assertThat(writer).isNotDone();
          worker.kill();
          worker = worker();
          writer.join();
        }
        await(() -> raw.bytes("vm-7").length >= capture.length);
        await(() -> raw.bytes("vm-8").length >= capture.length);
      } finally {
        worker.close();
      }

      assertThat(Arrays.mismatch(raw.bytes("vm-7"), capture)).isEqualTo(-1);
      assertThat(Arrays.mismatch(raw.bytes("vm-8"), capture)).isEqualTo(-1);
      var headers = RawTopic.headers(raw.read().get(0));
      assertThat(headers)
          .containsEntry(RawHeaders.FORMAT, "simple")
          .containsEntry(RawHeaders.HOST, "host-1")
          .containsEntry(RawHeaders.DEFINITIONS, definitions.fingerprint());
      assertThat(headers.get(RawHeaders.SOURCE)).matches("[0-9a-f]{32};generation=0;offset=0");
      assertThat(Long.parseLong(headers.get(RawHeaders.CLOCK_OFFSET_NS))).isPositive();
      assertThat(published.read())
          .isNotEmpty()
          .allSatisfy(
              record -> {
                assertThat(new String(record.key(), UTF_8)).isEqualTo(definitions.fingerprint());
                assertThat(record.value()).isEqualTo(definitions.text());
              });
    }
  }

  @Test
  void offsetsCanBeAlteredAndMistakesAreExplained() throws Exception {
    Files.writeString(traces.resolve("vm-7.log"), "one\ntwo\n");
    try (var worker = worker();
        var raw = new RawTopic(stack.bootstrap(), "qtrace-raw")) {
      var wrong = settings();
      wrong.putAll(Map.of("directory", "traces", "glob", "**", "chunk.bytes", "1"));
      wrong.remove("value.converter");
      var refused = worker.configure("traces", wrong);
      assertThat(refused.body())
          .contains("contains the following 4 error(s)")
          .contains(
              "Invalid value traces for configuration directory: it has to be an absolute path, such"
                  + " as /var/log/qemu; the worker's own directory may be anywhere")
          .contains(
              "Invalid value ** for configuration glob: ** has no bound; write one * for each level,"
                  + " such as */*.trace")
          .contains("Invalid value 1 for configuration chunk.bytes: Value must be at least 1024")
          .contains("value.converter is not set; raw records are bytes, so set value.converter=");

      assertThatMistakesAreExplainedBeforehand(worker);
      assertThatWhoConfiguresReadsNoOtherFile(worker);

      var settings = settings();
      settings.put("connector.class", "io.qtrace.connect.TraceLogSourceConnector");
      settings.put("transaction.boundary", "connector");
      settings.put("host", "${file:/etc/passwd:root}${directory:/etc:hostname}${env:HOME}");
      assertThat(worker.configure("logs", settings).statusCode()).isEqualTo(201);
      await(() -> text(raw).equals("one\ntwo\n"));
      assertThat(RawTopic.headers(raw.read().get(0)))
          .as("nothing is looked up for who configures")
          .containsEntry(RawHeaders.HOST, settings.get("host"));

      worker.put("/connectors/logs/stop", "");
      await(() -> worker.get("/connectors/logs/status").body().contains("STOPPED"));
      var offsets = worker.get("/connectors/logs/offsets").body();
      assertThat(offsets).contains("\"position\":8", "\"vm\":\"vm-7\"", "#");
      var misspelt = offsets.replace("position", "pos");
      assertThat(worker.patch("/connectors/logs/offsets", misspelt).body())
          .contains("pos is not known");
      var back =
          offsets
              .replace("\"position\":8", "\"position\":4")
              .replaceAll("\"mark\":\"\\w*\"", "\"mark\":\"\"");
      assertThat(worker.patch("/connectors/logs/offsets", back).statusCode()).isEqualTo(200);
      worker.put("/connectors/logs/resume", "");
      await(() -> text(raw).equals("one\ntwo\ntwo\n"));
    }
  }

  /** As user interfaces ask while somebody fills in the settings. */
  private static void assertThatMistakesAreExplainedBeforehand(Worker worker) throws Exception {
    var mistakes =
        Map.of(
            "SimpleTraceSourceConnector",
            "directory=traces: it has to be an absolute path, such as /var/log/qemu;",
            "TraceLogSourceConnector",
            "chunk.bytes=1: Value must be at least 1024",
            "QmpSourceConnector",
            "qmp.sockets=qmp: qmp has to be an absolute path, such as /run/qemu/*.qmp;",
            "AlertmanagerSinkConnector",
            "resend.interval.ms=1: Value must be at least 1000");
    for (var mistake : mistakes.entrySet()) {
      var parts = mistake.getValue().split("[=:] ?", 3);
      var settings =
          Map.of(
              "name",
              "mistaken",
              "connector.class",
              "io.qtrace.connect." + mistake.getKey(),
              "topics",
              "qtrace-alerts",
              parts[0],
              parts[1]);
      assertThat(worker.validate(mistake.getKey(), settings).body())
          .contains(
              "Invalid value %s for configuration %s: %s".formatted(parts[1], parts[0], parts[2]));
    }
  }

  private void assertThatWhoConfiguresReadsNoOtherFile(Worker worker) throws Exception {
    var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc"));
    for (var secret : List.of("/etc", "/etc/none", "/tmp/../etc", link.toString())) {
      var settings = settings();
      settings.put("directory", secret);
      var refused = worker.configure("reader", settings);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains(
              "directory: "
                  + secret
                  + " is none of the files, and below none of the directories, that connectors of"
                  + " this worker may read; who runs the worker can name it in QTRACE_ALLOWED_PATHS");
    }
    var settings = settings();
    settings.put("definitions.file", "/etc/passwd");
    assertThat(worker.configure("reader", settings).body())
        .contains("definitions.file: /etc/passwd is none of the files")
        .doesNotContain("root:");
  }

  private static String text(RawTopic raw) {
    return new String(raw.bytes("vm-7"), UTF_8);
  }

  private Worker worker() throws IOException {
    return Worker.start(stack.bootstrap(), Worker.builtPlugins(), directory.resolve("connect.log"));
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.ofEntries(
            Map.entry("connector.class", "io.qtrace.connect.SimpleTraceSourceConnector"),
            Map.entry("tasks.max", "2"),
            Map.entry("exactly.once.support", "required"),
            Map.entry("key.converter", BYTES),
            Map.entry("value.converter", BYTES),
            Map.entry("directory", traces.toString()),
            Map.entry("definitions.file", definitionsFile.toString()),
            Map.entry("host", "host-1")));
  }

  private static void await(Callable<Boolean> done) {
    Awaitility.await().atMost(PATIENCE).until(done);
  }

  /** Two VMs at once, in pieces that end anywhere, as QEMU writes them. */
  private void writeSlowly(int from, int to) {
    try (var first = Files.newOutputStream(traces.resolve("vm-7.trace"), CREATE, APPEND);
        var second = Files.newOutputStream(traces.resolve("vm-8.trace"), CREATE, APPEND)) {
      int piece = 3_917;
      for (int at = from; at < to; at += piece) {
        int length = Math.min(piece, to - at);
        first.write(capture, at, length);
        second.write(capture, at, length);
        Thread.sleep(50);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
