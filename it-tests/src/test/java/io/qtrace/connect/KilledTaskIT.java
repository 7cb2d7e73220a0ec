package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.testing.Jvm;
import io.qtrace.topology.Capture;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A task that is killed fifty times at any moment, while QEMUs write. */
@Tag("long")
final class KilledTaskIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int KILLS = 50;

  @TempDir Path directory;

  private Path traces;
  private Path definitions;
  private volatile boolean killing = true;

  @Test
  void everyByteArrivesOnceAndTheLedgerBalances(TestReporter report) throws Exception {
    var capture = Capture.load();
    byte[] bytes;
    try (var trace = new ZstdInputStream(resource("cvm.simple.zst"))) {
      bytes = trace.readAllBytes();
    }
    traces = Files.createDirectory(directory.resolve("traces"));
    definitions = Files.write(directory.resolve("trace-events-all"), capture.definitions().text());
    try (var stack =
        EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0))) {
      try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
        admin.createTopics(List.of(new NewTopic("offsets", 1, (short) 1))).all().get();
      }
      try (var stage = decoding(stack);
          var raw = new RawTopic(stack.bootstrap(), "qtrace-raw")) {
        var writers = List.of(writer("vm-1.trace", bytes), writer("vm-2.trace", bytes));
        long seed = System.nanoTime();
        report.publishEntry("seed", Long.toString(seed));
        int committed = killOften(stack.bootstrap(), raw, new Random(seed));
        assertThat(committed).as("kills after which there was more than before").isGreaterThan(5);
        killing = false;
        writers.forEach(CompletableFuture::join);

        var last = task(stack.bootstrap());
        try {
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      raw.bytes("vm-1").length >= bytes.length
                          && raw.bytes("vm-2").length >= bytes.length);
          assertThat(Arrays.mismatch(raw.bytes("vm-1"), bytes)).isEqualTo(-1);
          assertThat(Arrays.mismatch(raw.bytes("vm-2"), bytes)).isEqualTo(-1);
          long events = 2 * capture.events();
          await().atMost(PATIENCE).until(() -> stage.ledger().read() >= events);
        } finally {
          last.destroyForcibly().waitFor();
        }
        assertThat(stage.ledger().read()).isEqualTo(2 * capture.events());
        assertThat(stage.ledger().typed()).isEqualTo(2 * capture.events());
      }
    }
  }

  private static DecodeApplication decoding(EmbeddedStack stack) throws InterruptedException {
    var config =
        DecodeConfig.from(
            Map.of(
                "bootstrap", stack.bootstrap(),
                "registry", stack.registryUrl(),
                "state.dir", stack.stateDirectory().toString(),
                "topics.replication", "1",
                "topics.retention.raw", "forever"));
    var stage = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {});
    stage.start();
    return stage;
  }

  /** Returns after how many of the kills there was more in the topic than before. */
  private int killOften(String bootstrap, RawTopic raw, Random random) throws Exception {
    int grown = 0;
    int before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      var task = task(bootstrap);
      if (random.nextInt(5) > 0) {
        awaitRunning(task);
      }
      task.waitFor(random.nextInt(1_000), TimeUnit.MILLISECONDS);
      assertThat(task.isAlive()).as("it ends by a kill only").isTrue();
      task.destroyForcibly().waitFor();
      int now = raw.read().size();
      grown += now > before ? 1 : 0;
      before = now;
    }
    return grown;
  }

  private Process task(String bootstrap) throws IOException {
    var command = Jvm.ofTests(TaskMain.class, "-Dqtrace.allowed.paths=" + directory);
    command.add(bootstrap);
    command.add("directory=" + traces);
    command.add("definitions.file=" + definitions);
    // Short transactions, so that kills meet many.
    command.add("chunk.bytes=8192");
    command.add("batch.bytes=65536");
    command.add("scan.interval.ms=100");
    command.add("heartbeat.interval.ms=0");
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void awaitRunning(Process task) throws IOException {
    assertThat(task.inputReader(UTF_8).readLine()).isEqualTo(TaskMain.RUNNING);
  }

  /** In pieces that end anywhere; what is left when the killing is over, at once. */
  private CompletableFuture<Void> writer(String file, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try (var out =
              Files.newOutputStream(
                  traces.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            int piece = 3_917;
            for (int at = 0; at < bytes.length; at += piece) {
              out.write(bytes, at, Math.min(piece, bytes.length - at));
              if (killing) {
                Thread.sleep(100);
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        KilledTaskIT.class.getResourceAsStream("/io/qtrace/demo/" + name));
  }
}
