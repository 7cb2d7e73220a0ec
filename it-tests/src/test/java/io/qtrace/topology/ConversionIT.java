package io.qtrace.topology;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.VmConversions;
import io.qtrace.frame.Framed;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.window.WindowSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Page conversions through Kafka are those that the same trace gives without it. */
class ConversionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The capture lasts 0.6 s. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "conversions.windows", "50ms,1s",
          "conversions.grace", "20ms",
          "conversions.idle.timeout", "6s");

  private static final VmConversions.Settings OFFLINE =
      new VmConversions.Settings(WindowSpec.parseAll("50ms,1s"), Duration.ofMillis(20));

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
  void closesTheLastWindowsOnceTheVmIsSilent() throws Exception {
    try (var decoding = started()) {
      cluster.publish(capture.definitions());
      cluster.send("vm-0", capture, 0, capture.chunks().size());
      await().atMost(PATIENCE).until(() -> decoding.ledger().typed() >= capture.events());

      await()
          .atMost(Duration.ofSeconds(8)) // the idle timeout, a second, and one to read the topic
          .until(() -> blocks().size() == expectedBlocks(1).size());
      assertThat(blocks()).containsExactlyInAnyOrderElementsOf(expectedBlocks(1));
      assertThat(conversions()).hasSize(expectedConversions(1).size());
      await().atMost(Duration.ofSeconds(20)).until(() -> rollups("fleet").size() == windows());
      assertThat(rollups("host")).hasSize(windows());
      assertThat(rollups("fleet").stream().mapToLong(ConversionRollup::getCount).sum())
          .isEqualTo(2L * expectedConversions(1).size());
    }
  }

  @Test
  @Tag("long")
  void publishesEachFinalWindowOnceWhateverIsKilled() throws Exception {
    started().close(); // creates the topics
    cluster.publish(capture.definitions());
    int chunks = capture.chunks().size();
    int vms = 4;
    for (int vm = 0; vm < vms; vm++) {
      cluster.send("vm-" + vm, capture, 0, chunks);
    }
    for (int kill = 1; kill <= 3; kill++) {
      var victim = DecodeMain.fork(cluster.settings(SETTINGS));
      long goal = (long) kill * vms * expectedConversions(1).size() / 5;
      try {
        await().atMost(PATIENCE).until(() -> cluster.committed("qtrace-conversions") >= goal);
      } finally {
        victim.destroyForcibly().waitFor();
      }
    }
    try (var decoding = started()) {
      await().atMost(PATIENCE).until(() -> blocks().size() >= expectedBlocks(vms).size());
      assertThat(decoding.failure()).isEmpty();
    }

    assertThat(counted(blocks())).isEqualTo(counted(expectedBlocks(vms)));
    assertThat(counted(conversions())).isEqualTo(counted(expectedConversions(vms)));
    assertThat(cluster.committed("qtrace-ram-block-conversions-late")).isZero();
  }

  /** Each record and how often it is there: tens of thousands compare by their hashes. */
  private static <T> Map<T, Long> counted(List<T> records) {
    return records.stream().collect(groupingBy(Function.identity(), counting()));
  }

  private DecodeApplication started() {
    var config = DecodeConfig.from(cluster.settings(SETTINGS));
    var decoding = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {});
    decoding.start();
    await().atMost(PATIENCE).until(() -> decoding.state() == DecodeApplication.State.RUNNING);
    return decoding;
  }

  private List<RamBlockConversions> blocks() throws ExecutionException, InterruptedException {
    return read("qtrace-ram-block-conversions", RamBlockConversions.class);
  }

  private List<Conversion> conversions() throws ExecutionException, InterruptedException {
    return read("qtrace-conversions", Conversion.class);
  }

  private List<ConversionRollup> rollups(String scope)
      throws ExecutionException, InterruptedException {
    return read("qtrace-conversion-rollups", ConversionRollup.class).stream()
        .filter(rollup -> rollup.getScope().equals(scope))
        .toList();
  }

  private <T extends SpecificRecordBase> List<T> read(String topic, Class<T> contract)
      throws ExecutionException, InterruptedException {
    return cluster.values(topic).stream().map(value -> Framed.read(value, contract)).toList();
  }

  private int windows() {
    return Offline.of(capture, "", OFFLINE).vms.size();
  }

  private List<RamBlockConversions> expectedBlocks(int vms) {
    var expected = new ArrayList<RamBlockConversions>();
    for (int vm = 0; vm < vms; vm++) {
      expected.addAll(Offline.of(capture, "vm-" + vm, OFFLINE).blocks);
    }
    return expected;
  }

  private List<Conversion> expectedConversions(int vms) {
    var expected = new ArrayList<Conversion>();
    for (int vm = 0; vm < vms; vm++) {
      expected.addAll(Offline.of(capture, "vm-" + vm, OFFLINE).conversions);
    }
    return expected;
  }
}
