package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When windows are closed, what comes too late for them, and what they may lack. */
class ClosingTest {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final CollectedResults results = new CollectedResults();

  private VmConversions vm(String windows) {
    var settings = new VmConversions.Settings(WindowSpec.parseAll(windows), GRACE);
    return new VmConversions("vm-7", "host-1", settings, results);
  }

  private static Guest guest(VmConversions vm) {
    return new Guest(GuestMemory.plain(), vm).boots().allocates("pc.ram").allocates("pc.bios");
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  @Test
  void closesAWindowOnceTimeIsPastItsEndByTheGrace() {
    var vm = vm("10s");
    var guest = guest(vm).converts(0, "pc.ram", 0x1000, SHARED);
    guest.waits(Duration.ofMillis(14_998)).idles(60);
    assertThat(results.blocks).isEmpty();
    assertThat(vm.hasOpenWindows()).isTrue();

    guest.waits(Duration.ofMillis(2)).idles(60);
    assertThat(results.blocks).hasSize(1);
    assertThat(vm.hasOpenWindows()).isFalse();
    assertThat(vm.resultsSoFar()).as("a conversion and a window").isEqualTo(2);
  }

  @Test
  void countsAnEventInAllWindowsThatOverlap() {
    guest(vm("1m/20s"))
        .waits(seconds(30))
        .converts(0, "pc.ram", 0x1000, SHARED)
        .waits(seconds(20))
        .converts(0, "pc.ram", 0x2000, SHARED)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(
            window -> Duration.between(Guest.NOON, window.getWindowStart()).toSeconds(),
            RamBlockConversions::getToShared)
        .containsExactly(tuple(-20L, 1L), tuple(0L, 2L), tuple(20L, 2L), tuple(40L, 1L));
  }

  @Test
  void publishesWhatComesTooLateAndCountsItInTheWindowOfItsTime() {
    var vm = vm("10s");
    var guest = guest(vm).converts(0, "pc.ram", 0x1000, SHARED);
    guest.waits(seconds(16)).idles(60).waits(seconds(-15));
    guest.exits(0).requests("pc.ram", 0x2000, SHARED).changes(0x2000, SHARED);
    guest.waits(seconds(16)).converts(0, "pc.ram", 0x3000, SHARED).fallsSilent();

    assertThat(results.late).hasSize(1);
    assertThat(results.late.get(0).getOffset()).isEqualTo(0x2000);
    assertThat(results.conversions)
        .extracting(c -> c.getLate())
        .containsExactly(false, true, false);
    assertThat(results.blocks)
        .extracting(RamBlockConversions::getToShared, RamBlockConversions::getLateEvents)
        .containsExactly(tuple(1L, 0L), tuple(1L, 1L));
    assertThat(results.blocks.get(1).getSharedBytes()).isEqualTo(3 * 4096);
  }

  @Test
  void countsALateEventOnceHoweverManyWindowsItMissed() {
    var vm = vm("1m/10s");
    var guest = guest(vm).converts(0, "pc.ram", 0x1000, SHARED);
    guest.waits(Duration.ofMinutes(10)).idles(60).waits(Duration.ofMinutes(-9));
    guest.exits(0).requests("pc.ram", 0x2000, SHARED).changes(0x2000, SHARED).fallsSilent();

    assertThat(results.late).hasSize(1);
    assertThat(results.vms).last().extracting(ConversionRollup::getLateEvents).isEqualTo(1L);
  }

  @Test
  void marksAllWindowsThatMayLackLostEvents() {
    var vm = vm("10s");
    guest(vm)
        .idles(1 << 20)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .waits(seconds(10))
        .converts(0, "pc.ram", 0x2000, SHARED)
        .loses(40) // since the loss before, so perhaps in either
        .waits(seconds(10))
        .converts(0, "pc.ram", 0x3000, SHARED) // what is lost may lie behind the dropped record
        .waits(seconds(10))
        .idles(1 << 20)
        .converts(0, "pc.ram", 0x4000, SHARED)
        .fallsSilent();

    assertThat(results.vms)
        .extracting(ConversionRollup::getDroppedEvents, ConversionRollup::getComplete)
        .containsExactly(tuple(40L, false), tuple(40L, false), tuple(40L, false), tuple(0L, true));
  }

  @Test
  void saysThatEventsWereLostEvenIfNoneAreLeft() {
    var vm = vm("10s");
    guest(vm).idles(1 << 20).loses(7).waits(seconds(20)).idles(60);

    assertThat(results.vms)
        .extracting(
            ConversionRollup::getCount,
            ConversionRollup::getDroppedEvents,
            ConversionRollup::getComplete)
        .containsExactly(tuple(0L, 7L, false));
  }

  @Test
  void doesNotMindLossesOfVmsThatConvertNothing() {
    var vm = vm("10s");
    new Guest(GuestMemory.plain(), vm).exits(0).loses(7).waits(seconds(20)).exits(0).fallsSilent();

    assertThat(results.vms).isEmpty();
  }

  @Test
  void closesAllWindowsWhenNothingComesAnyMore() {
    var vm = vm("10s,1m");
    var guest = guest(vm).converts(0, "pc.ram", 0x1000, SHARED).fallsSilent();
    assertThat(results.blocks).hasSize(2);

    guest.converts(0, "pc.ram", 0x2000, SHARED).fallsSilent();
    assertThat(results.blocks).as("windows are published once").hasSize(2);
    assertThat(results.late).hasSize(1);

    guest.waits(seconds(10)).converts(0, "pc.ram", 0x3000, SHARED).fallsSilent();
    assertThat(results.blocks).hasSize(3);
    assertThat(results.late).as("late for the minute").hasSize(2);
  }
}
