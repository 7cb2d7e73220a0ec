package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.CapturedLog;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.target.FakeTargets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Page conversions through the topology: traces in, conversions and windows out. */
class ConversionTopologyTest {

  private static final Duration IDLE = Duration.ofSeconds(32);
  private static final Duration TICK = Duration.ofMillis(250);

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  /** Lines of a VM's log, seconds behind noon. */
  private static final class Log {

    private final StringBuilder lines = new StringBuilder();

    Log line(double second, String event) {
      var time = DecodeDriver.NOON.plusNanos((long) (second * 1e9));
      lines.append(time).append(' ').append(event).append('\n');
      return this;
    }

    Log boots() {
      return line(
              0,
              "kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x40000000"
                  + " ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0")
          .line(
              0,
              "qemu_ram_alloc_shared pc.ram size 1073741824 max_size 1073741824 fd 5 host"
                  + " 0x7f0000000000");
    }

    Log shares(double second, int page) {
      var range = "0x%x size 0x1000".formatted(page << 12);
      return line(second, "kvm_run_exit cpu_index 0, reason 3")
          .line(second, "kvm_convert_memory start " + range + " private_to_shared")
          .line(
              second,
              "ram_block_attributes_state_change offset "
                  + range
                  + " from 'discarded' to 'populated'");
    }

    /** Something else, which says how far the trace has come. */
    Log goesOn(double second) {
      return line(second, "kvm_run_exit cpu_index 0, reason 2")
          .line(second, "kvm_run_exit cpu_index 0, reason 2");
    }

    Raw of(String vm) {
      return Raw.log(vm, lines.toString()).with(RawHeaders.HOST, "host-1").from("log;offset=0");
    }
  }

  private void idle(DecodeDriver on) {
    for (long ms = 0; ms < IDLE.toMillis(); ms += TICK.toMillis()) {
      on.advance(TICK);
    }
  }

  private static Raw heartbeat(String vm, double second) {
    long ns = DecodeDriver.NOON.getEpochSecond() * 1_000_000_000L + (long) (second * 1e9);
    return new Raw(vm, new byte[0], Map.of())
        .with(RawHeaders.HOST, "host-1")
        .with(RawHeaders.HEARTBEAT_NS, Long.toString(ns));
  }

  @Test
  void publishesWindowsAloneWhereNobodyAskedForConversions() {
    try (var quiet = DecodeDriver.withoutRecords(targets)) {
      quiet.send(new Log().boots().shares(1, 5).goesOn(20).shares(2, 6).of("vm-7"));

      assertThat(quiet.conversions()).isEmpty();
      assertThat(quiet.blockWindows())
          .extracting(RamBlockConversions::getBlock, RamBlockConversions::getToShared)
          .containsExactly(tuple("pc.ram", 1L));
      assertThat(quiet.lateConversions())
          .extracting(Conversion::getOffset)
          .containsExactly(0x6000L);
    }
  }

  @Test
  void publishesConversionsAtOnce() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));

    assertThat(driver.conversions())
        .extracting(
            Conversion::getVm,
            Conversion::getHost,
            Conversion::getBlock,
            Conversion::getOffset,
            Conversion::getGpa,
            Conversion::getRule,
            Conversion::getTimestamp)
        .containsExactly(
            tuple(
                "vm-7",
                "host-1",
                "pc.ram",
                0x5000L,
                0x5000L,
                "map",
                DecodeDriver.NOON.plusSeconds(1)));
    assertThat(driver.values("ram_block_attributes_state_change", "offset")).hasSize(1);
    assertThat(driver.blockWindows()).isEmpty();
  }

  @Test
  void closesWindowsByTheTraceItself() {
    driver.send(new Log().boots().shares(1, 5).shares(2, 6).goesOn(14.9).of("vm-7"));
    assertThat(driver.blockWindows()).isEmpty();

    driver.send(new Log().goesOn(15.1).of("vm-7"));

    assertThat(driver.blockWindows())
        .extracting(
            RamBlockConversions::getVm,
            RamBlockConversions::getBlock,
            RamBlockConversions::getToShared,
            RamBlockConversions::getSharedBytes,
            RamBlockConversions::getFromStart)
        .containsExactly(tuple("vm-7", "pc.ram", 2L, 0x2000L, true));
    assertThat(driver.rollups()).containsExactly("vm-7: vm PT10S, 2 of 1 VMs, 0 late");
  }

  @Test
  void closesWindowsByHeartbeats() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));

    driver.send(heartbeat("vm-7", 14));
    assertThat(driver.blockWindows()).isEmpty();
    driver.send(heartbeat("vm-7", 16));
    assertThat(driver.blockWindows()).hasSize(1);
    driver.send(heartbeat("vm-7", 66));
    assertThat(driver.blockWindows())
        .extracting(window -> window.getWindowEnd())
        .containsExactly(DecodeDriver.NOON.plusSeconds(60));
    assertThat(driver.deadLetters()).isEmpty();
    assertThat(driver.ledger()).as("a heartbeat is no data").isEmpty();
  }

  @Test
  void keepsAHeartbeatThatTellsNoTime() {
    driver.send(heartbeat("vm-7", 1).with(RawHeaders.HEARTBEAT_NS, "noon"));

    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getReason(), letter -> letter.getDetail())
        .containsExactly(
            tuple(
                "BAD_HEADER",
                "qtrace-heartbeat-ns is no number of nanoseconds: For input string: \"noon\""));
  }

  @Test
  void closesWindowsOfASilentVmAndThenThoseOfItsHostAndTheFleet() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));
    driver.send(new Log().boots().shares(2, 5).shares(3, 6).of("vm-8"));

    idle(driver);
    assertThat(driver.blockWindows())
        .extracting(
            RamBlockConversions::getVm,
            RamBlockConversions::getWindowEnd,
            RamBlockConversions::getCount)
        .containsExactlyInAnyOrder(
            tuple("vm-7", DecodeDriver.NOON.plusSeconds(10), 1L),
            tuple("vm-7", DecodeDriver.NOON.plusSeconds(60), 1L),
            tuple("vm-8", DecodeDriver.NOON.plusSeconds(10), 2L),
            tuple("vm-8", DecodeDriver.NOON.plusSeconds(60), 2L));
    assertThat(driver.rollups())
        .containsExactlyInAnyOrder(
            "vm-7: vm PT10S, 1 of 1 VMs, 0 late",
            "vm-7: vm PT1M, 1 of 1 VMs, 0 late",
            "vm-8: vm PT10S, 2 of 1 VMs, 0 late",
            "vm-8: vm PT1M, 2 of 1 VMs, 0 late");

    idle(driver);
    assertThat(driver.rollups())
        .containsExactlyInAnyOrder(
            "host/host-1: host PT10S, 3 of 2 VMs, 0 late",
            "host/host-1: host PT1M, 3 of 2 VMs, 0 late",
            "fleet: fleet PT10S, 3 of 2 VMs, 0 late",
            "fleet: fleet PT1M, 3 of 2 VMs, 0 late");
    assertThat(driver.blockWindows()).isEmpty();
  }

  @Test
  void doesNotTakeABacklogForSilence() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));
    driver.advance(Duration.ofHours(1)); // blocked, perhaps
    for (int i = 0; i < 200; i++) {
      driver.send(new Log().goesOn(1).of("vm-8"));
      driver.advance(TICK);
    }

    assertThat(driver.blockWindows()).isEmpty();
  }

  @Test
  void closesHostsAndTheFleetAsTimeGoesOnWhateverAWrongClockSays() {
    driver.send(new Log().boots().shares(3500, 5).of("future"));
    idle(driver);
    driver.rollups();
    driver.advance(Duration.ofMinutes(2));

    driver.send(new Log().boots().shares(61, 5).goesOn(76).of("vm-7"));
    driver.send(new Log().boots().shares(101, 5).goesOn(116).goesOn(126).of("vm-8"));
    assertThat(driver.rollups())
        .containsExactlyInAnyOrder(
            "vm-7: vm PT10S, 1 of 1 VMs, 0 late",
            "vm-8: vm PT10S, 1 of 1 VMs, 0 late",
            "vm-8: vm PT1M, 1 of 1 VMs, 0 late",
            "host/host-1: host PT10S, 1 of 1 VMs, 0 late",
            "fleet: fleet PT10S, 1 of 1 VMs, 0 late");
  }

  @Test
  void countsWhatReachesAHostTooLate() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));
    driver.send(new Log().boots().shares(2, 5).goesOn(16).shares(61, 5).of("vm-8"));
    driver.advance(Duration.ofMinutes(2));
    driver.send(new Log().goesOn(76).of("vm-8")); // 70 - 35 s: the first 10 s are closed
    driver.rollups();

    driver.send(heartbeat("vm-7", 16));
    assertThat(driver.rollups()).containsExactly("vm-7: vm PT10S, 1 of 1 VMs, 0 late");
    idle(driver);
    idle(driver);
    assertThat(driver.rollups())
        .contains(
            "host/host-1: host PT10S, 1 of 1 VMs, 1 late",
            "fleet: fleet PT10S, 1 of 1 VMs, 1 late");
  }

  @Test
  void publishesLateConversionsTwice() {
    driver.send(new Log().boots().shares(1, 5).goesOn(16).of("vm-7"));
    driver.send(new Log().shares(2, 6).of("vm-7"));

    assertThat(driver.lateConversions())
        .extracting(Conversion::getOffset, Conversion::getLate)
        .containsExactly(tuple(0x6000L, true));
    assertThat(driver.conversions()).hasSize(2);
  }

  @Test
  void goesOnAfterARestart() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));
    driver.send(new Log().shares(2, 6).of("vm-7"));

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.send(new Log().shares(3, 7).goesOn(16).of("vm-7"));

      assertThat(next.conversions()).extracting(Conversion::getRule).containsExactly("map");
      assertThat(next.blockWindows())
          .extracting(RamBlockConversions::getToShared, RamBlockConversions::getSharedBytes)
          .containsExactly(tuple(3L, 0x3000L));
    }
  }

  @Test
  void marksWindowsWithLostEvents() {
    var trace =
        new SimpleTrace()
            .header()
            .mapping(1, "ram_block_attributes_state_change")
            .mapping(2, "kvm_run_exit");
    long second = 1_000_000_000L;
    for (int i = 1; i < 4; i++) {
      trace.event(1, i * second, 0x1000 * i, 0x1000, "discarded", "populated");
    }
    trace.dropped(17).event(2, 30 * second, 0, 2).event(2, 30 * second, 0, 2);
    driver.send(Raw.simple("vm-7", trace).with(RawHeaders.CLOCK_OFFSET_NS, "0"));

    idle(driver);
    assertThat(driver.rollups())
        .contains("vm-7: vm PT10S, 3 of 1 VMs, 0 late", "vm-7: vm PT1M, 3 of 1 VMs, 0 late");
  }

  @Test
  void marksWindowsWithEventsThatCanNotBeDecoded() {
    driver.send(
        new Log()
            .boots()
            .shares(1, 5)
            .line(2, "kvm_convert_memory start 0x what private_to_shared")
            .goesOn(16)
            .of("vm-7"));

    assertThat(driver.blockWindows())
        .extracting(RamBlockConversions::getComplete, RamBlockConversions::getDroppedEvents)
        .containsExactly(tuple(false, 1L));
  }

  @Test
  void remembersNothingOfVmsThatConvertNothing() {
    driver.send(
        Raw.log("plain", "2026-01-01T12:00:00Z vm_state_notify running 1 reason 9 (running)\n"));
    driver.send(heartbeat("plain", 100));
    idle(driver);

    assertThat(driver.keysIn(Node.CONVERSIONS_STORE)).isEmpty();
  }

  @Test
  void keepsConversionsOfHostsWithNamesAlikeApart() {
    List<String> hosts = new ArrayList<>(List.of("a", "a/10000"));
    for (var host : hosts) {
      driver.send(
          new Log().boots().shares(1, 5).goesOn(16).of("vm " + host).with(RawHeaders.HOST, host));
    }
    idle(driver);
    idle(driver);

    assertThat(driver.rollups())
        .contains(
            "host/a: host PT10S, 1 of 1 VMs, 0 late",
            "host/a/10000: host PT10S, 1 of 1 VMs, 0 late",
            "fleet: fleet PT10S, 2 of 2 VMs, 0 late");
  }

  private static final String LAYOUT =
      """
      {"pid":null,
       "blocks":[{"name":"mem0","size":1073741824,"maxSize":1073741824,"address":"0x7f0000000000"}],
       "ranges":[{"gpa":"0x0","size":1073741824,"block":"mem0","offset":0}]}
      """;

  /** A guest whose memory no event names, as with hugetlb. */
  private static Log nameless() {
    return new Log()
        .line(
            0,
            "kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x40000000"
                + " ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0");
  }

  @Test
  void takesNamesFromTheLayoutWhetherItComesBeforeTheTraceOrBehind() {
    driver.tell("vm-7", LAYOUT);
    driver.send(nameless().shares(1, 5).of("vm-7"));
    driver.send(nameless().shares(1, 5).of("vm-8"));
    driver.tell("vm-8", LAYOUT);
    driver.send(new Log().shares(2, 6).of("vm-8"));

    assertThat(driver.conversions())
        .extracting(Conversion::getVm, Conversion::getBlock, Conversion::getRule)
        .containsExactly(
            tuple("vm-7", "mem0", "map"), tuple("vm-8", null, "map"), tuple("vm-8", "mem0", "map"));
  }

  @Test
  void keepsALayoutThroughARestart() {
    driver.tell("vm-7", LAYOUT);
    driver.tell("vm-8", LAYOUT);
    driver.send(nameless().of("vm-8"));

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.send(nameless().shares(1, 5).of("vm-7"));
      next.send(new Log().shares(1, 5).of("vm-8"));
      assertThat(next.conversions())
          .extracting(Conversion::getBlock)
          .containsOnly("mem0")
          .hasSize(2);
    }
  }

  @Test
  void leavesOutALayoutThatIsWithdrawnOrWrong() {
    driver.tell("vm-7", LAYOUT);
    driver.tell("vm-7", null);
    driver.tell("vm-8", "{}");
    driver.send(nameless().shares(1, 5).of("vm-7"));
    driver.send(nameless().shares(1, 5).of("vm-8"));

    assertThat(driver.conversions())
        .extracting(Conversion::getBlock)
        .containsOnlyNulls()
        .hasSize(2);
  }

  @Test
  void opensNoWindowAndBreaksNoSilenceByALayout() {
    driver.send(new Log().boots().shares(1, 5).of("vm-7"));
    for (long ms = 0; ms < IDLE.toMillis(); ms += TICK.toMillis()) {
      driver.tell("vm-7", LAYOUT);
      driver.advance(TICK);
    }
    assertThat(driver.blockWindows()).hasSize(2);
    driver.tell("vm-9", LAYOUT);
    assertThat(driver.keysIn(Node.CONVERSIONS_STORE)).contains("l/vm-9").doesNotContain("d/vm-9/0");
  }

  /** Nothing of it was out: its block might have become known. */
  @Test
  void publishesAConversionThatWaitsWhenItsVmFallsSilent() {
    driver.send(changes("vm-7", 1));
    assertThat(driver.conversions()).isEmpty();
    idle(driver);

    assertThat(driver.conversions())
        .extracting(Conversion::getRule)
        .containsExactly("unattributed");
    assertThat(driver.rollups())
        .contains("vm-7: vm PT10S, 1 of 1 VMs, 0 late", "vm-7: vm PT1M, 1 of 1 VMs, 0 late");
  }

  /** A change without the request that QEMU would have traced. */
  private static Raw changes(String vm, double second) {
    return new Log()
        .line(
            second,
            "ram_block_attributes_state_change offset 0x1000 size 0x1000"
                + " from 'discarded' to 'populated'")
        .of(vm);
  }

  @Test
  void saysOncePerVmWhatItsTraceLacks() {
    try (var log = new CapturedLog("io.qtrace.topology.attribute.MissingEventsLog")) {
      driver.send(changes("vm-7", 1));
      idle(driver);
      driver.send(changes("vm-7", 65));
      driver.send(changes("vm-8", 65));
      driver.send(new Log().boots().shares(65, 5).of("vm-9"));
      idle(driver);

      var lacks =
          ": its trace has no kvm_convert_memory, kvm_run_exit, kvm_set_user_memory, by which"
              + " conversions find their RAM blocks; add -trace 'kvm_convert_memory' -trace"
              + " 'kvm_run_exit' -trace 'kvm_set_user_memory' to QEMU's command line";
      assertThat(log.lines())
          .containsExactlyInAnyOrder("WARN VM vm-7" + lacks, "WARN VM vm-8" + lacks);
    }
  }

  @Test
  void saysOnceWhatDefinitionsLack() {
    var definitions =
        Definitions.parse(
            "test",
            ("ram_block_attributes_state_change(uint64_t offset, uint64_t size,"
                    + " const char *from, const char *to) \"offset 0x%\"PRIx64\" size 0x%\"PRIx64\""
                    + " from '%s' to '%s'\"\n")
                .getBytes(UTF_8));
    try (var log = new CapturedLog(CompiledDefinitions.class)) {
      driver.publish(definitions);
      driver.send(changes("vm-7", 1).of(definitions));
      driver.send(changes("vm-8", 1).of(definitions));
      idle(driver);

      assertThat(driver.conversions()).hasSize(2);
      assertThat(log.lines())
          .containsExactly(
              "WARN definitions "
                  + definitions.fingerprint()
                  + " have no kvm_convert_memory, kvm_set_user_memory, kvm_run_exit,"
                  + " ram_block_discard_*, by which conversions find their RAM blocks; add -trace"
                  + " 'kvm_convert_memory' -trace 'kvm_set_user_memory' -trace 'kvm_run_exit'"
                  + " -trace 'ram_block_discard_*' to QEMU's command line; publish all that this"
                  + " QEMU's trace-events-all has");
    }
  }
}
