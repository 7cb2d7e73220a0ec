package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.topology.destination.FakeTargets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When windows of VMs, hosts and the fleet are closed, and what came too late. */
@Tag("slow")
class WindowTopologyTest {

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void closesWindowsByTheTraceItself() {
    driver.send(new GuestLog().boots().shares(1, 5).shares(2, 6).goesOn(14.9).of("vm-7"));
    assertThat(driver.blockWindows()).isEmpty();

    driver.send(new GuestLog().goesOn(15.1).of("vm-7"));

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
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));

    driver.send(GuestLog.heartbeat("vm-7", 14));
    assertThat(driver.blockWindows()).isEmpty();
    driver.send(GuestLog.heartbeat("vm-7", 16));
    assertThat(driver.blockWindows()).hasSize(1);
    driver.send(GuestLog.heartbeat("vm-7", 66));
    assertThat(driver.blockWindows())
        .extracting(window -> window.getWindowEnd())
        .containsExactly(DecodeDriver.NOON.plusSeconds(60));
    assertThat(driver.deadLetters()).isEmpty();
    assertThat(driver.ledger()).as("a heartbeat is no data").isEmpty();
  }

  @Test
  void keepsAHeartbeatThatTellsNoTime() {
    driver.send(GuestLog.heartbeat("vm-7", 1).with(RawHeaders.HEARTBEAT_NS, "noon"));

    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getReason(), letter -> letter.getDetail())
        .containsExactly(
            tuple(
                "BAD_HEADER",
                "qtrace-heartbeat-ns is 'noon'; it has to be a number of nanoseconds that fits 64"
                    + " bits"));
  }

  @Test
  void closesWindowsOfASilentVmAndThenThoseOfItsHostAndTheFleet() {
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));
    driver.send(new GuestLog().boots().shares(2, 5).shares(3, 6).of("vm-8"));

    driver.fallSilent();
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

    driver.fallSilent();
    assertThat(driver.rollups())
        .containsExactlyInAnyOrder(
            "host/host-1: host PT10S, 3 of 2 VMs, 0 late",
            "host/host-1: host PT1M, 3 of 2 VMs, 0 late",
            "fleet: fleet PT10S, 3 of 2 VMs, 0 late",
            "fleet: fleet PT1M, 3 of 2 VMs, 0 late");
    assertThat(driver.blockWindows()).isEmpty();
  }

  @Test
  @Tag("long")
  void doesNotTakeABacklogForSilence() {
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));
    driver.advance(Duration.ofHours(1)); // blocked, perhaps
    for (int i = 0; i < 200; i++) {
      driver.send(new GuestLog().goesOn(1).of("vm-8"));
      driver.advance(DecodeDriver.TICK);
    }

    assertThat(driver.blockWindows()).isEmpty();
  }

  @Test
  void closesHostsAndTheFleetAsTimeGoesOnWhateverAWrongClockSays() {
    driver.send(new GuestLog().boots().shares(3500, 5).of("future"));
    driver.fallSilent();
    driver.rollups();
    driver.advance(Duration.ofMinutes(2));

    driver.send(new GuestLog().boots().shares(61, 5).goesOn(76).of("vm-7"));
    driver.send(new GuestLog().boots().shares(101, 5).goesOn(116).goesOn(126).of("vm-8"));
    assertThat(driver.rollups())
        .containsExactlyInAnyOrder(
            "vm-7: vm PT10S, 1 of 1 VMs, 0 late",
            "vm-8: vm PT10S, 1 of 1 VMs, 0 late",
            "vm-8: vm PT1M, 1 of 1 VMs, 0 late",
            "host/host-1: host PT10S, 1 of 1 VMs, 0 late",
            "fleet: fleet PT10S, 1 of 1 VMs, 0 late");
  }

  @Test
  @Tag("long")
  void countsWhatReachesAHostTooLate() {
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));
    driver.send(new GuestLog().boots().shares(2, 5).goesOn(16).shares(61, 5).of("vm-8"));
    driver.advance(Duration.ofMinutes(2));
    driver.send(new GuestLog().goesOn(76).of("vm-8")); // 70 - 35 s: the first 10 s are closed
    driver.rollups();

    driver.send(GuestLog.heartbeat("vm-7", 16));
    assertThat(driver.rollups()).containsExactly("vm-7: vm PT10S, 1 of 1 VMs, 0 late");
    driver.fallSilent();
    driver.fallSilent();
    assertThat(driver.rollups())
        .contains(
            "host/host-1: host PT10S, 1 of 1 VMs, 1 late",
            "fleet: fleet PT10S, 1 of 1 VMs, 1 late");
  }

  @Test
  void publishesLateConversionsTwice() {
    driver.send(new GuestLog().boots().shares(1, 5).goesOn(16).of("vm-7"));
    driver.send(new GuestLog().shares(2, 6).of("vm-7"));

    assertThat(driver.lateConversions())
        .extracting(Conversion::getOffset, Conversion::getLate)
        .containsExactly(tuple(0x6000L, true));
    assertThat(driver.conversions()).hasSize(2);
  }

  @Test
  void keepsConversionsOfHostsWithNamesAlikeApart() {
    List<String> hosts = new ArrayList<>(List.of("a", "a/10000"));
    for (var host : hosts) {
      driver.send(
          new GuestLog()
              .boots()
              .shares(1, 5)
              .goesOn(16)
              .of("vm " + host)
              .with(RawHeaders.HOST, host));
    }
    driver.fallSilent();
    driver.fallSilent();

    assertThat(driver.rollups())
        .contains(
            "host/a: host PT10S, 1 of 1 VMs, 0 late",
            "host/a/10000: host PT10S, 1 of 1 VMs, 0 late",
            "fleet: fleet PT10S, 2 of 2 VMs, 0 late");
  }
}
