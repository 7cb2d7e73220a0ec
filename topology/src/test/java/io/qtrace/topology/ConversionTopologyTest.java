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
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Page conversions through the topology: traces in, conversions and windows out. */
@Tag("slow")
class ConversionTopologyTest {

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void publishesWindowsAloneWhereNobodyAskedForConversions() {
    try (var quiet = DecodeDriver.withoutRecords(targets)) {
      quiet.send(new GuestLog().boots().shares(1, 5).goesOn(20).shares(2, 6).of("vm-7"));

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
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));

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
  void goesOnAfterARestart() {
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));
    driver.send(new GuestLog().shares(2, 6).of("vm-7"));

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.send(new GuestLog().shares(3, 7).goesOn(16).of("vm-7"));

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

    driver.fallSilent();
    assertThat(driver.rollups())
        .contains("vm-7: vm PT10S, 3 of 1 VMs, 0 late", "vm-7: vm PT1M, 3 of 1 VMs, 0 late");
  }

  @Test
  void marksWindowsWithEventsThatCanNotBeDecoded() {
    driver.send(
        new GuestLog()
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
    driver.send(GuestLog.heartbeat("plain", 100));
    driver.fallSilent();

    assertThat(driver.keysIn(Node.CONVERSIONS_STORE)).isEmpty();
  }

  /** Nothing of it was out: its block might have become known. */
  @Test
  void publishesAConversionThatWaitsWhenItsVmFallsSilent() {
    driver.send(GuestLog.changes("vm-7", 1));
    assertThat(driver.conversions()).isEmpty();
    driver.fallSilent();

    assertThat(driver.conversions())
        .extracting(Conversion::getRule)
        .containsExactly("unattributed");
    assertThat(driver.rollups())
        .contains("vm-7: vm PT10S, 1 of 1 VMs, 0 late", "vm-7: vm PT1M, 1 of 1 VMs, 0 late");
  }

  @Test
  void saysOncePerVmWhatItsTraceLacks() {
    try (var log = new CapturedLog("io.qtrace.topology.attribute.MissingEventsLog")) {
      driver.send(GuestLog.changes("vm-7", 1));
      driver.fallSilent();
      driver.send(GuestLog.changes("vm-7", 65));
      driver.send(GuestLog.changes("vm-8", 65));
      driver.send(new GuestLog().boots().shares(65, 5).of("vm-9"));
      driver.fallSilent();

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
      driver.send(GuestLog.changes("vm-7", 1).of(definitions));
      driver.send(GuestLog.changes("vm-8", 1).of(definitions));
      driver.fallSilent();

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
