package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.definition.Definitions;
import io.qtrace.topology.config.DecodeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Capture capture;
  private Cluster cluster;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    capture = Capture.load();
    cluster = new Cluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void putsEveryEventIntoItsTopicOnce() throws Exception {
    try (var decoding = started(Map.of())) {
      cluster.publish(capture.definitions());
      cluster.send("vm-1", capture, 0, capture.chunks().size());
      cluster.send("vm-2", capture, 0, capture.chunks().size());
      awaitTyped(decoding, 2 * capture.events());
    }

    assertThat(cluster.committedEvents()).isEqualTo(times(2));
    assertThat(cluster.committed("qtrace-dead-letter")).isZero();
    assertThat(get("/config/qtrace-event-kvm_convert_memory-value"))
        .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
  }

  @Test
  void sendsAnIncompatibleEventToItsSecondRevision() throws Exception {
    var number = definitions("pl011_irq_state(int level) \"irq state %d\"\n");
    var flag = definitions("pl011_irq_state(bool level) \"irq state %d\"\n");
    for (int start = 1; start <= 2; start++) {
      try (var decoding = started(Map.of())) {
        cluster.publish(number);
        cluster.publishWithoutTime(flag); // while it runs, and before it starts again
        cluster.sendLog("old", number, "pl011_irq_state irq state 1\n");
        cluster.sendLog("new", flag, "pl011_irq_state irq state 1\n");
        awaitTyped(decoding, 2L * start);
      }
      assertThat(cluster.committedEvents())
          .isEqualTo(Map.of("pl011_irq_state", 1L * start, "pl011_irq_state-r2", 1L * start));
    }
    assertThat(get("/subjects/qtrace-event-pl011_irq_state-value/versions")).isEqualTo("[1]");
    assertThat(get("/subjects/qtrace-event-pl011_irq_state-r2-value/versions")).isEqualTo("[1]");
  }

  @Test
  @Tag("long")
  void waitsForTheRegistryAndLosesNothing() throws Exception {
    try (var proxy = new TcpProxy(cluster.registryUrl())) {
      proxy.up();
      try (var decoding = started(Map.of("registry", proxy.url()))) {
        proxy.down();
        cluster.publish(capture.definitions());
        cluster.send("vm", capture, 0, capture.chunks().size());
        // Longer than Kafka's transaction timeout of 10 s: the work of the transaction that was
        // open is done again.
        await()
            .during(Duration.ofSeconds(12))
            .atMost(Duration.ofSeconds(20))
            .until(() -> decoding.ledger().typed() == 0);
        proxy.up();
        awaitTyped(decoding, capture.events());
        assertThat(decoding.failure()).isEmpty();
      }
    }
    assertThat(cluster.committedEvents()).isEqualTo(times(1));
    assertThat(cluster.committed("qtrace-dead-letter")).isZero();
  }

  @Test
  void stopsAtOnceWhileItWaitsForTheRegistry() throws Exception {
    try (var proxy = new TcpProxy(cluster.registryUrl())) {
      proxy.up();
      var decoding = started(Map.of("registry", proxy.url()));
      proxy.down();
      cluster.publish(capture.definitions());
      cluster.send("vm", capture, 0, 12);
      await().during(Duration.ofSeconds(2)).until(() -> decoding.ledger().typed() == 0);

      long began = System.nanoTime();
      decoding.close();

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(decoding.state()).isEqualTo(DecodeApplication.State.CLOSED);
    }
  }

  @Test
  @Tag("long")
  void countsTheSameAfterSigkillInTheMiddle() throws Exception {
    started(Map.of()).close(); // creates the topics
    cluster.publish(capture.definitions());
    int chunks = capture.chunks().size();
    for (int vm = 0; vm < 4; vm++) {
      cluster.send("vm-" + vm, capture, 0, chunks / 2);
    }
    var victim = DecodeMain.fork(cluster.settings(Map.of()));
    try {
      await().atMost(PATIENCE).until(() -> !cluster.committedEvents().isEmpty());
    } finally {
      victim.destroyForcibly().waitFor();
    }
    for (int vm = 0; vm < 4; vm++) {
      cluster.send("vm-" + vm, capture, chunks / 2, chunks);
    }
    try (var decoding = started(Map.of())) {
      awaitTyped(decoding, 4 * capture.events());
    }

    assertThat(cluster.committedEvents()).isEqualTo(times(4));
    assertThat(cluster.committed("qtrace-dead-letter")).isZero();
  }

  /** Of whichever store it is, and whichever file: at least once leaves more of them in place. */
  @ParameterizedTest
  @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
  @Tag("long")
  void restoresStateWhoseFilesAreDamaged(String guarantee) throws Exception {
    var settings = Map.of("guarantee", guarantee);
    try (var decoding = started(settings)) {
      cluster.publish(capture.definitions());
      cluster.send("vm-1", capture, 0, capture.chunks().size());
      awaitTyped(decoding, capture.events());
    }
    assertThat(DamagedState.in(cluster.stateDirectory().resolve("qtrace"))).isGreaterThan(5);

    try (var decoding = started(settings)) {
      cluster.send("vm-2", capture, 0, capture.chunks().size());
      awaitTyped(decoding, 2 * capture.events()); // the ledger knows of vm-1 by its state alone
      assertThat(decoding.failure()).isEmpty();
    }
    assertThat(cluster.committedEvents()).isEqualTo(times(2));
    assertThat(cluster.committed("qtrace-dead-letter")).isZero();
  }

  @Test
  @Tag("long")
  void readsAgainWhatItPassedOverOfAFloodThoughStoppedMeanwhile() throws Exception {
    var onePartition = Map.of("topics.partitions.raw", "1");
    int repeats = 24;
    int chunks = capture.chunks().size();
    var meters = new SimpleMeterRegistry();
    try (var decoding = started(onePartition, meters)) {
      cluster.publish(capture.definitions());
      cluster.send("quiet", capture, 0, chunks);
      for (int i = 0; i < repeats; i++) {
        cluster.send("flood", capture, 0, chunks);
      }
      cluster.send("quiet", capture, 0, chunks);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> meters.get("qtrace.decode.aside.bytes").gauge().value() > 0);
      assertThat(decoding.failure()).isEmpty();
    }
    try (var decoding = started(onePartition)) {
      awaitTyped(decoding, (repeats + 2) * capture.events());
    }

    assertThat(cluster.committedEvents()).isEqualTo(times(repeats + 2));
    assertThat(cluster.committed("qtrace-dead-letter")).isZero();
  }

  private DecodeApplication started(Map<String, String> more) {
    return started(more, new SimpleMeterRegistry());
  }

  private DecodeApplication started(Map<String, String> more, MeterRegistry meters) {
    var config = DecodeConfig.from(cluster.settings(more));
    var decoding = new DecodeApplication(config, meters, state -> {});
    decoding.start();
    await().atMost(PATIENCE).until(() -> decoding.state() == DecodeApplication.State.RUNNING);
    return decoding;
  }

  private static void awaitTyped(DecodeApplication decoding, long events) {
    await().atMost(PATIENCE).until(() -> decoding.ledger().typed() >= events);
    assertThat(decoding.ledger().read()).isEqualTo(events);
  }

  private Map<String, Long> times(int factor) {
    var counts = new TreeMap<String, Long>();
    capture.counts().forEach((event, count) -> counts.put(event, factor * count));
    return counts;
  }

  private String get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(cluster.registryUrl() + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }
}
