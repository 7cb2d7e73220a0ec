package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.definition.Definitions;
import io.qtrace.testing.CapturedLog;
import io.qtrace.topology.declared.Declarations;
import io.qtrace.topology.declared.Target;
import io.qtrace.topology.declared.Targets;
import io.qtrace.topology.destination.FakeTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared aggregations in the stage: when windows end, what they lack, restarts and edits. */
class AggregationTopologyTest {

  private static final String EXITS =
      """
      aggregations:
        - name: exits
          doc: How often which vCPU left the guest, and why.
          from: kvm_run_exit
          group-by: [reason]
          window: %s
          measures:
            exits: count
            vcpus: distinct(cpu_index)
      %s
      """;

  @TempDir private Path directory;
  private final Map<String, Schema> schemas = new TreeMap<>();
  private final List<DecodeDriver> drivers = new ArrayList<>();
  private Path file = Path.of("");

  @AfterEach
  void close() {
    drivers.forEach(DecodeDriver::close);
  }

  private void declare(String window, String more) throws IOException {
    declare(EXITS.formatted(window, more));
  }

  private void declare(String text) throws IOException {
    file = Files.writeString(directory.resolve("a.yaml"), text);
  }

  private Declarations declarations() throws IOException {
    var known = List.of(new KnownDefinitions("the built-in definitions", Definitions.system()));
    var declarations = new Declarations(AggregationFile.open(file), () -> known, this::targets);
    declarations.begin();
    return declarations;
  }

  /** Ids are those of a registry that has nothing else. */
  private List<Target> targets(List<Targets.Wanted> wanted) {
    var targets = new ArrayList<Target>();
    for (var one : wanted) {
      var topic = "qtrace-aggregation-" + one.title();
      schemas.put(topic, one.schema());
      targets.add(new Target(topic, 7, one.schema()));
    }
    return targets;
  }

  private DecodeDriver driver(Declarations declarations) {
    var driver = DecodeDriver.with(new FakeTargets("*:drop"), declarations);
    drivers.add(driver);
    return driver;
  }

  private List<GenericRecord> results(DecodeDriver driver, String name) {
    var topic = "qtrace-aggregation-" + name;
    return driver.read(topic).stream()
        .map(
            record -> {
              assertThat(FramedBytes.idOf(record.value())).isEqualTo(7);
              GenericRecord result =
                  FramedBytes.read(record.value(), new GenericDatumReader<>(schemas.get(topic)));
              assertThat(record.key()).hasToString(String.valueOf(result.get("vm")));
              assertThat(record.timestamp()).isEqualTo(result.get("windowStart"));
              return result;
            })
        .toList();
  }

  /** {@code exits 10s 12:00:00: 2=3, incomplete}: by reason, and null is overflow or others. */
  private List<String> sentences(DecodeDriver driver) {
    return results(driver, "exits").stream().map(AggregationTopologyTest::sentence).toList();
  }

  private static String sentence(GenericRecord result) {
    return "%s %s %s: %s=%s%s"
        .formatted(
            result.get("vm"),
            result.get("window"),
            Instant.ofEpochMilli((long) result.get("windowStart")).toString().substring(11, 19),
            result.get("reason"),
            result.get("exits"),
            Boolean.TRUE.equals(result.get("complete")) ? "" : ", incomplete");
  }

  private static GuestLog exits(double... seconds) {
    var log = new GuestLog();
    for (double second : seconds) {
      log.line(second, "kvm_run_exit cpu_index %d, reason 2".formatted((int) second % 3));
    }
    return log;
  }

  @Test
  void closesWindowsByTheTraceItself() throws IOException {
    declare("10s", "");
    var driver = driver(declarations());
    driver.send(exits(1, 2, 3, 14.8, 14.9).of("vm-7"));
    assertThat(results(driver, "exits")).isEmpty();

    driver.send(exits(15.1, 15.2).of("vm-7"));

    var result = results(driver, "exits").get(0);
    assertThat(sentence(result)).isEqualTo("vm-7 10s 12:00:00: 2=3");
    assertThat(result.get("vcpus")).isEqualTo(3L);
    assertThat(result.get("host")).hasToString("host-1");
    assertThat(result.get("windowEnd")).isEqualTo(DecodeDriver.NOON.plusSeconds(10).toEpochMilli());
    assertThat(result.getSchema().getFullName()).isEqualTo("io.qtrace.aggregation.Exits");
    assertThat(result.getSchema().getDoc())
        .isEqualTo("How often which vCPU left the guest, and why.");
    assertThat(driver.deadLetters()).isEmpty();
    assertThat(driver.typed("kvm_run_exit")).as("its route is drop").isEmpty();
  }

  @Test
  void closesWindowsByHeartbeatsAndSilence() throws IOException {
    declare("[10s, 1m]", "");
    var driver = driver(declarations());
    driver.send(exits(1, 2).of("vm-7"));

    driver.send(GuestLog.heartbeat("vm-7", 14));
    assertThat(sentences(driver)).isEmpty();
    driver.send(GuestLog.heartbeat("vm-7", 16));
    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:00: 2=2");
    driver.fallSilent();
    assertThat(sentences(driver)).containsExactly("vm-7 1m 12:00:00: 2=2");

    driver.send(exits(17, 18, 61, 62, 76, 77).of("vm-7"));
    assertThat(sentences(driver))
        .as("what was current is over, and its rest is late")
        .containsExactly("vm-7 10s 12:01:00: 2=2");
  }

  @Test
  void goesOnWhereItWasAfterARestart() throws IOException {
    declare("[10s, 1m]", "");
    var first = driver(declarations());
    first.send(exits(1, 2, 16, 17).of("vm-7"));
    assertThat(sentences(first)).containsExactly("vm-7 10s 12:00:00: 2=2");

    var second = driver(declarations());
    first.moveStateTo(second);
    second.send(exits(18, 31, 32).of("vm-7"));
    second.fallSilent();

    assertThat(sentences(second))
        .containsExactly(
            "vm-7 10s 12:00:10: 2=3", "vm-7 10s 12:00:30: 2=2", "vm-7 1m 12:00:00: 2=7");
  }

  @Test
  void closesWindowsOfASilentVmAfterARestartToo() throws IOException {
    declare("10s", "");
    var first = driver(declarations());
    first.send(exits(1, 2).of("vm-7"));

    var second = DecodeDriver.with(new FakeTargets("*:drop"), declarations());
    drivers.add(second);
    first.moveStateTo(second);
    second.send(exits(3).of("vm-7"));
    second.fallSilent();
    assertThat(sentences(second)).containsExactly("vm-7 10s 12:00:00: 2=3");
  }

  @Test
  void countsLateEvents() throws IOException {
    declare("10s", "");
    var driver = driver(declarations());
    driver.send(exits(1, 2, 16, 17, 18).of("vm-7"));
    driver.send(exits(3, 4, 19).of("vm-7"));
    driver.fallSilent();

    assertThat(results(driver, "exits"))
        .extracting(result -> sentence(result), result -> result.get("lateEvents"))
        .containsExactly(
            tuple("vm-7 10s 12:00:00: 2=2", 0L), tuple("vm-7 10s 12:00:10: 2=4, incomplete", 2L));
  }

  @Test
  void keepsTotalsExactBeyondTheLimitOfGroups() throws IOException {
    declare("10s", "    limits: {groups: 2}");
    var driver = driver(declarations());
    for (int i = 0; i < 20; i++) {
      driver.send(
          new GuestLog()
              .line(i / 4.0, "kvm_run_exit cpu_index 0, reason %d".formatted(i % 5))
              .of("vm-7"));
    }
    driver.fallSilent();

    assertThat(results(driver, "exits"))
        .extracting(
            result -> result.get("reason"),
            result -> result.get("exits"),
            result -> result.get("overflow"),
            result -> result.get("overflowGroups"))
        .containsExactly(
            tuple(0L, 4L, false, 3L), tuple(1L, 4L, false, 3L), tuple(null, 12L, true, 3L));
  }

  @Test
  void beginsInTheMiddleOfATraceWithItsNextWindow() throws IOException {
    declare("10s", "");
    var driver = driver(declarations());
    driver.send(exits(1, 2).of("vm-7").from("log;offset=4711"));
    driver.send(exits(11, 12, 26, 27).of("vm-7").from("log;offset=4811"));

    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:10: 2=2");
  }

  @Test
  void changesAtTheNextWindowAndLosesNone() throws IOException {
    declare("10s", "");
    var declarations = declarations();
    var driver = driver(declarations);
    driver.send(exits(1, 2).of("vm-7"));
    declare("10s", "    where: reason == 2 && cpu_index == 0");
    declarations.look();

    driver.send(exits(3, 4, 9, 12, 15, 26, 27).of("vm-7"));

    var results = results(driver, "exits");
    assertThat(results)
        .extracting(AggregationTopologyTest::sentence)
        .containsExactly("vm-7 10s 12:00:00: 2=5", "vm-7 10s 12:00:10: 2=2");
    assertThat(results.get(0).get("definition")).isNotEqualTo(results.get(1).get("definition"));
  }

  @Test
  void changesInTheMiddleOfAnEditAfterARestart() throws IOException {
    declare("1m/10s", "");
    var declarations = declarations();
    var first = driver(declarations);
    first.send(exits(1, 2).of("vm-7"));
    declare("1m/10s", "    where: cpu_index == 0");
    declarations.look();
    first.send(exits(3, 12).of("vm-7"));
    assertThat(sentences(first)).isEmpty();

    var second = driver(declarations());
    first.moveStateTo(second);
    second.send(exits(13, 15, 21, 66, 126).of("vm-7"));
    second.fallSilent();

    var minutes = new TreeMap<String, String>();
    for (var result : results(second, "exits")) {
      minutes.merge(
          sentence(result), String.valueOf(result.get("definition")), (one, other) -> "twice");
    }
    assertThat(minutes).doesNotContainValue("twice");
    assertThat(new java.util.HashSet<>(minutes.values())).hasSize(2);
    assertThat(minutes.keySet())
        .startsWith("vm-7 1m/10s 11:59:10: 2=3", "vm-7 1m/10s 11:59:20: 2=6")
        .as("the last window of the old one, the first of the new one")
        .contains("vm-7 1m/10s 12:00:00: 2=7", "vm-7 1m/10s 12:00:10: 2=4");
  }

  @Test
  void cutsWindowsShortOfWhatIsTakenOutOfTheFile() throws IOException {
    declare("10s", "");
    var declarations = declarations();
    var driver = driver(declarations);
    driver.send(exits(1, 2).of("vm-7"));
    declare("aggregations: [{name: all, from: $event, window: 10s, measures: {n: count}}]");
    declarations.look();

    driver.send(exits(3, 4, 12, 26, 27).of("vm-7"));

    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:00: 2=2, incomplete");
    assertThat(results(driver, "all"))
        .extracting(result -> result.get("n"), result -> result.get("complete"))
        .containsExactly(tuple(1L, true));
  }

  @Test
  void leavesThoseInForceThatABrokenFileHadAndSaysSoOnce() throws IOException {
    declare("10s", "");
    var declarations = declarations();
    var driver = driver(declarations);
    declare("10s", "    where: raeson == 2");
    try (var log = new CapturedLog(AggregationFile.class)) {
      declarations.look();
      declarations.look();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .contains("a.yaml has changed, but has 1 error; the aggregations before stay in force")
          .contains("'raeson'");
    }
    driver.send(exits(1, 2, 16, 17).of("vm-7"));
    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:00: 2=2");
  }
}
