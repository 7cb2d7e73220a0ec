package io.qtrace.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.simulator.build.LogPrefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class SimulationTest {

  /** The writer is held up so often and for so long that the ring overflows. */
  private static final String LOSSES =
      """
      tracing:
        stalled: 30%
        stall: 1s
        preempted: 1%
      """;

  @TempDir Path directory;

  private Path out(String name) {
    return directory.resolve(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calm", "storm", "fleet"})
  void theSameSeedGivesTheSameBytes(String scenario) throws IOException {
    Runs.run(Runs.options(out("a"), scenario));
    Runs.run(Runs.options(out("b"), scenario));

    assertThat(Runs.hashes(out("a"))).isEqualTo(Runs.hashes(out("b"))).hasSize(8);
  }

  @Test
  void anotherSeedGivesOtherTraces() throws IOException {
    Runs.run(Runs.options(out("a"), "calm"));
    Runs.run(Runs.withSeed(Runs.options(out("b"), "calm"), 8));

    var first = Runs.hashes(out("a"));
    var second = Runs.hashes(out("b"));
    first.keySet().removeIf(file -> file.equals(Simulation.DEFINITIONS_FILE));
    assertThat(first).isNotEmpty().doesNotContainValue(second.get("host-001/vm-00001.simple"));
  }

  @Test
  void moreVmsChangeNoOther() throws IOException {
    Runs.run(Runs.withVms(Runs.options(out("a"), "calm"), 2, 20_000));
    Runs.run(Runs.withVms(Runs.options(out("b"), "calm"), 3, 30_000));

    var few = Runs.hashes(out("a"));
    few.remove(Simulation.FLEET_FILE);
    assertThat(Runs.hashes(out("b"))).containsAllEntriesOf(few);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calm", "storm", "fleet"})
  void everySimpleTraceReadsWithoutRejections(String scenario) throws IOException {
    var summary = Runs.run(Runs.options(out("a"), scenario));

    long events = 0;
    long dropped = 0;
    for (var trace : Runs.files(out("a"), ".simple")) {
      var found = Runs.read(trace);
      assertThat(found.problems).isEmpty();
      events += found.stamps.size();
      dropped += found.drops.stream().mapToLong(Long::longValue).sum();
    }
    assertThat(events).isEqualTo(summary.events()).isGreaterThan(10_000);
    assertThat(dropped).isEqualTo(summary.droppedEvents());
  }

  @ParameterizedTest
  @EnumSource(LogPrefix.class)
  @Tag("long")
  void everyLogReadsWithoutRejections(LogPrefix prefix) throws IOException {
    var summary = Runs.run(Runs.asLog(Runs.options(out("a"), "storm"), prefix));

    long events = 0;
    for (var log : Runs.files(out("a"), ".log")) {
      var found = Runs.read(log);
      assertThat(found.problems).isEmpty();
      boolean hasThreads =
          List.of(LogPrefix.tid, LogPrefix.program, LogPrefix.thread).contains(prefix);
      assertThat(found.threads).allMatch(thread -> thread > 0 == hasThreads);
      events += found.stamps.size();
    }
    assertThat(events).isEqualTo(summary.events()).isGreaterThan(10_000);
    assertThat(summary.droppedEvents()).isZero();
  }

  @Test
  void truthHasEveryStateChangeWhereItIs() throws IOException {
    Runs.run(Runs.withScenario(Runs.options(out("a"), "calm"), LOSSES));

    for (var trace : Runs.files(out("a"), ".simple")) {
      var rows = Runs.truth(trace).rows();
      var found = Runs.read(trace);
      byte[] bytes = Files.readAllBytes(trace);
      assertThat(rows).hasSameSizeAs(found.changes).isNotEmpty();
      for (int i = 0; i < rows.size(); i++) {
        var row = rows.get(i);
        assertThat(row).containsEntry("sc_ordinal", "" + i);
        assertThat(row.get("timestamp_ns") + " " + row.get("offset") + " " + row.get("size"))
            .isEqualTo(found.changes.get(i));
        int at = Integer.parseInt(row.get("file_offset"));
        assertThat(stamp(bytes, at)).isEqualTo(Long.parseLong(row.get("timestamp_ns")));
      }
    }
  }

  private static long stamp(byte[] bytes, int record) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(record + 16);
  }

  @Test
  void truthOfLogsNamesLines() throws IOException {
    Runs.run(Runs.asLog(Runs.options(out("a"), "calm"), null));

    for (var log : Runs.files(out("a"), ".log")) {
      var lines = Files.readAllLines(log);
      var text = Files.readString(log);
      for (var row : Runs.truth(log).rows()) {
        var line = lines.get(Integer.parseInt(row.get("line_no")) - 1);
        assertThat(line)
            .contains(
                "ram_block_attributes_state_change offset %s size %s from '%s' to '%s'"
                    .formatted(row.get("offset"), row.get("size"), row.get("from"), row.get("to")));
        assertThat(text.startsWith(line, Integer.parseInt(row.get("file_offset")))).isTrue();
      }
    }
  }

  @Test
  void replayingTheTruthGivesTheFootprint() throws IOException {
    Runs.run(Runs.options(out("a"), "calm"));

    for (var trace : Runs.files(out("a"), ".simple")) {
      var shared = new HashMap<String, BitSet>();
      for (var row : Runs.truth(trace).rows()) {
        int first = (int) (Long.decode(row.get("offset")) >> 12);
        int end = first + (int) (Long.decode(row.get("size")) >> 12);
        shared
            .computeIfAbsent(row.get("block"), b -> new BitSet())
            .set(first, end, row.get("to").equals("populated"));
      }
      var told = Files.readString(trace.resolveSibling(trace.getFileName() + ".truth.csv"));
      for (var entry : shared.entrySet()) {
        assertThat(told)
            .contains(
                "# final_shared_pages %s %d\n"
                    .formatted(entry.getKey(), entry.getValue().cardinality()));
      }
    }
  }

  @Test
  void whatIsLostIsCountedExactly() throws IOException {
    // a log of the same guests loses nothing
    var whole =
        Runs.run(Runs.asLog(Runs.withScenario(Runs.options(out("log"), "calm"), LOSSES), null));
    var summary = Runs.run(Runs.withScenario(Runs.options(out("simple"), "calm"), LOSSES));

    assertThat(summary.droppedEvents()).isGreaterThan(1000);
    assertThat(summary.events() + summary.droppedEvents()).isEqualTo(whole.events());
  }

  @Test
  void threadsAreALittleOutOfOrder() throws IOException {
    Runs.run(Runs.withScenario(Runs.options(out("a"), "calm"), LOSSES));

    var stamps = Runs.read(Runs.files(out("a"), ".simple").get(0)).stamps;
    long back = 0;
    for (int i = 1; i < stamps.size(); i++) {
      long step = stamps.get(i - 1) - stamps.get(i);
      assertThat(step).isLessThanOrEqualTo(400_000);
      back += step > 0 ? 1 : 0;
    }
    assertThat(back).isBetween(1L, stamps.size() / 20L);
  }

  @Test
  void aKilledProcessLosesWhatIsInTheRing() throws IOException {
    Runs.run(
        Runs.withScenario(Runs.options(out("a"), "calm"), "tracing: {killed: 100%, stalled: 0%}"));
    Runs.run(Runs.withScenario(Runs.options(out("b"), "calm"), "tracing: {stalled: 0%}"));

    for (var trace : Runs.files(out("a"), ".simple")) {
      byte[] killed = Files.readAllBytes(trace);
      byte[] whole = Files.readAllBytes(out("b").resolve(out("a").relativize(trace)));
      assertThat(Runs.read(trace).problems).isEmpty();
      assertThat(whole.length - killed.length).isBetween(1, 256 << 10);
      assertThat(whole).startsWith(killed);
    }
  }

  @Test
  void filesThatRotateAreReadByThemselves() throws IOException {
    var options = Runs.withVms(Runs.options(out("a"), "calm"), 1, 30_000);
    var summary = Runs.run(Runs.withScenario(options, "tracing: {rotate: 1MiB}"));

    long events = 0;
    var traces = Runs.files(out("a").resolve("host-001"), "");
    traces.removeIf(file -> file.toString().endsWith(".csv"));
    for (var trace : traces) {
      var found = Runs.read(trace);
      assertThat(found.problems).isEmpty();
      assertThat(Runs.truth(trace).rows()).hasSameSizeAs(found.changes);
      events += found.stamps.size();
    }
    assertThat(traces).hasSizeGreaterThan(3).hasSize(summary.files());
    assertThat(events).isEqualTo(summary.events());
  }

  @Test
  void theRateIsWhatWasAskedFor() throws IOException {
    var options = Runs.withVms(Runs.options(out("a"), "calm"), 2, 50_000);
    var summary = Runs.run(Runs.withScenario(options, "guests: {start-within: 1ms}"));

    // the starts come on top, and the first 50 ms are theirs
    assertThat(summary.events() / 4.0).isBetween(45_000.0, 55_000.0);
  }

  @Test
  void fleetFileHasHashesOfAllTraces() throws IOException {
    Runs.run(Runs.options(out("a"), "fleet"));

    var fleet = Files.readString(out("a").resolve(Simulation.FLEET_FILE), UTF_8);
    Map<String, String> hashes = Runs.hashes(out("a"));
    for (var trace : Runs.files(out("a"), ".simple")) {
      assertThat(fleet).contains(hashes.get(out("a").relativize(trace).toString()));
    }
  }
}
