package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.topology.attribute.LayoutReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts of a real QEMU, through a real Connect worker. */
@Tag("long")
final class QmpIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "qtrace-vm-layout";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;

  private EmbeddedStack stack;
  private Path socket;
  private Path workerLog;

  @BeforeEach
  void start() throws Exception {
    LiveQemu.assumeInstalled();
    socket = directory.resolve("fish.qmp");
    workerLog = directory.resolve("connect.log");
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0));
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aVmsMemoryIsKnownThroughRestartsOfQemuAndOfTheWorker() throws Exception {
    var log = directory.resolve("trace.log");
    try (var layouts = new RawTopic(stack.bootstrap(), TOPIC)) {
      var worker = worker();
      try {
        assertThat(worker.configure("qmp", settings()).statusCode()).isEqualTo(201);
        try (var qemu = LiveQemu.start("fish", socket, log, 256)) {
          await(() -> !layouts.read().isEmpty());
          assertThat(layouts.read().get(0).key()).isEqualTo("fish".getBytes(UTF_8));
          var layout = layout(layouts, 0);
          assertThat(layout.path("pid").asLong()).isEqualTo(qemu.pid());
          assertThat(layout.path("qemu").asText()).isNotEmpty();
          assertThat(sizes(layout))
              .containsEntry("mem0", 256L << 20)
              .containsEntry("mem1", 64L << 20);
          assertThat(mappings(layout))
              .contains("0x0 mem0 0", "0x100000 mem0 1048576", "0x100000000 mem1 0");
          assertThat(LayoutReader.read(layouts.read().get(0).value()))
              .satisfies(
                  told -> {
                    assertThat(told.pid()).isEqualTo((int) qemu.pid());
                    assertThat(told.blocks()).hasSize(layout.path("blocks").size());
                    assertThat(told.ranges())
                        .contains(new MemoryLayout.Range(1L << 32, 64L << 20, "mem1", 0));
                  });
          assertThat(isTraced(qemu)).isTrue();
          qemu.execute("stop", Map.of());
          qemu.execute("cont", Map.of());
          await(() -> Files.readString(log).contains("runstate_set "));
          worker.kill();
          qemu.execute("trace-event-set-state", Map.of("name", "runstate_set", "enable", false));
          worker = worker();
          await(() -> isTraced(qemu));
        }
        // It was killed, and its socket is still there.
        await(() -> Files.readString(workerLog).contains("no connection (Connection refused)"));
        assertThat(Files.exists(socket)).isTrue();

        try (var restarted = LiveQemu.start("fish", socket, log, 512)) {
          await(() -> layouts.read().stream().anyMatch(r -> isOf(restarted.pid(), r.value())));
        }
      } finally {
        worker.close();
      }
      var last = layouts.read().size() - 1;
      assertThat(sizes(layout(layouts, last))).containsEntry("mem0", 512L << 20);
      assertThat(layouts.read().stream().map(r -> new String(r.value(), UTF_8)))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aSocketThatAnotherClientHoldsIsSaidAndTriedAgain() throws Exception {
    try (var worker = worker();
        var layouts = new RawTopic(stack.bootstrap(), TOPIC);
        var qemu = LiveQemu.start("fish", socket, directory.resolve("trace.log"), 256)) {
      assertThat(qemu.pid()).isPositive();
      try (var other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        other.connect(UnixDomainSocketAddress.of(socket));
        assertThat(other.read(ByteBuffer.allocate(4096))).isPositive();
        worker.configure("qmp", settings());
        await(
            () ->
                Files.readString(workerLog)
                    .contains("QEMU serves one client of a QMP socket at a time"));
        assertThat(layouts.read()).isEmpty();
      }
      await(() -> !layouts.read().isEmpty());
      assertThat(sizes(layout(layouts, 0))).containsKey("mem0");
    }
  }

  private static boolean isTraced(LiveQemu qemu) throws Exception {
    var state = qemu.execute("trace-event-get-state", Map.of("name", "runstate_set"));
    return state.findValuesAsText("state").equals(List.of("enabled"));
  }

  private Worker worker() throws Exception {
    return Worker.start(stack.bootstrap(), Worker.builtPlugins(), workerLog);
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "connector.class", "io.qtrace.connect.QmpSourceConnector",
            "tasks.max", "2",
            "exactly.once.support", "required",
            "key.converter", BYTES,
            "value.converter", BYTES,
            "qmp.sockets", directory + "/*.qmp",
            "trace.events", "runstate_*,flatview_new",
            "connect.timeout.ms", "500",
            "retry.max.ms", "1000"));
  }

  private static JsonNode layout(RawTopic layouts, int index) throws Exception {
    return JSON.readTree(layouts.read().get(index).value());
  }

  private static boolean isOf(long pid, byte[] layout) {
    return new String(layout, UTF_8).contains("\"pid\":%d,".formatted(pid));
  }

  private static Map<String, Long> sizes(JsonNode layout) {
    var sizes = new HashMap<String, Long>();
    layout.path("blocks").forEach(b -> sizes.put(b.path("name").asText(), b.path("size").asLong()));
    return sizes;
  }

  private static List<String> mappings(JsonNode layout) {
    return StreamSupport.stream(layout.path("ranges").spliterator(), false)
        .map(
            range ->
                "%s %s %s"
                    .formatted(
                        range.path("gpa").asText(),
                        range.path("block").asText(),
                        range.path("offset").asText()))
        .toList();
  }

  private static void await(Callable<Boolean> done) {
    Awaitility.await().atMost(PATIENCE).until(done);
  }
}
