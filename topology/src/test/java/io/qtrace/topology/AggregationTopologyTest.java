package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.topology.destination.FakeTargets;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Declared aggregations in the stage: when windows end, what they lack, restarts. */
@Tag("slow")
class AggregationTopologyTest {

  static final String EXITS =
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

  @RegisterExtension private final DeclaredFile file = DeclaredFile.temporary();

  private void declare(String window, String more) throws IOException {
    file.write(EXITS.formatted(window, more));
  }

  /** {@code exits 10s 12:00:00: 2=3, incomplete}: by reason, and null is overflow or others. */
  private List<String> sentences(DecodeDriver driver) {
    return file.results(driver, "exits").stream().map(AggregationTopologyTest::sentence).toList();
  }

  static String sentence(GenericRecord result) {
    return "%s %s %s: %s=%s%s"
        .formatted(
            result.get("vm"),
            result.get("window"),
            Instant.ofEpochMilli((long) result.get("windowStart")).toString().substring(11, 19),
            result.get("reason"),
            result.get("exits"),
            Boolean.TRUE.equals(result.get("complete")) ? "" : ", incomplete");
  }

  static GuestLog exits(double... seconds) {
    var log = new GuestLog();
    for (double second : seconds) {
      log.line(second, "kvm_run_exit cpu_index %d, reason 2".formatted((int) second % 3));
    }
    return log;
  }

  @Test
  void closesWindowsByTheTraceItself() throws IOException {
    declare("10s", "");
    var driver = file.driver();
    driver.send(exits(1, 2, 3, 14.8, 14.9).of("vm-7"));
    assertThat(file.results(driver, "exits")).isEmpty();

    driver.send(exits(15.1, 15.2).of("vm-7"));

    var result = file.results(driver, "exits").get(0);
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
    var driver = file.driver();
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
    var first = file.driver();
    first.send(exits(1, 2, 16, 17).of("vm-7"));
    assertThat(sentences(first)).containsExactly("vm-7 10s 12:00:00: 2=2");

    var second = file.driver();
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
    var first = file.driver();
    first.send(exits(1, 2).of("vm-7"));

    var second = file.driver();
    first.moveStateTo(second);
    second.send(exits(3).of("vm-7"));
    second.fallSilent();
    assertThat(sentences(second)).containsExactly("vm-7 10s 12:00:00: 2=3");
  }

  @Test
  void countsLateEvents() throws IOException {
    declare("10s", "");
    var driver = file.driver();
    driver.send(exits(1, 2, 16, 17, 18).of("vm-7"));
    driver.send(exits(3, 4, 19).of("vm-7"));
    driver.fallSilent();

    assertThat(file.results(driver, "exits"))
        .extracting(result -> sentence(result), result -> result.get("lateEvents"))
        .containsExactly(
            tuple("vm-7 10s 12:00:00: 2=2", 0L), tuple("vm-7 10s 12:00:10: 2=4, incomplete", 2L));
  }

  @Test
  void keepsTotalsExactBeyondTheLimitOfGroups() throws IOException {
    declare("10s", "    limits: {groups: 2}");
    var driver = file.driver();
    for (int i = 0; i < 20; i++) {
      driver.send(
          new GuestLog()
              .line(i / 4.0, "kvm_run_exit cpu_index 0, reason %d".formatted(i % 5))
              .of("vm-7"));
    }
    driver.fallSilent();

    assertThat(file.results(driver, "exits"))
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
    var driver = file.driver();
    driver.send(exits(1, 2).of("vm-7").from("log;offset=4711"));
    driver.send(exits(11, 12, 26, 27).of("vm-7").from("log;offset=4811"));

    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:10: 2=2");
  }

  @Test
  void theTopologyIsTheSameWhateverIsDeclared() throws IOException {
    var none = DecodeDriver.topology(TestParts.of(new FakeTargets("*:drop"))).describe();
    var many = new StringBuilder("aggregations:\n");
    for (int i = 0; i < 60; i++) {
      many.append(
          "  - {name: n%d, from: $event, window: 10s, measures: {n: count}}\n".formatted(i));
    }
    file.write(many.toString());

    var declarations = file.open();

    assertThat(declarations.inForce()).hasSize(60);
    assertThat(DecodeDriver.topology(DeclaredFile.parts(declarations)).describe()).isEqualTo(none);
  }
}
