package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.MIB;
import static io.qtrace.conversion.fact.MemoryState.MIXTURE;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Caused;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Exited;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.window.Late;
import io.qtrace.conversion.window.WindowSpec;
import io.qtrace.conversion.window.Windows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What windows say, and when they are closed. */
class VmConversionsTest {

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
  void countsAWindowOfABlock() {
    var vm = vm("10s");
    guest(vm)
        .causes(Cause.EXPLICIT, "pc.ram", 0x1000)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .causes(Cause.IMPLICIT, "pc.ram", 0x1000)
        .converts(0, "pc.ram", 0x1000, PRIVATE)
        .size(2 * MIB)
        .converts(0, "pc.ram", 2 * MIB, SHARED)
        .size(4096)
        .converts(1, "pc.ram", 2 * MIB, PRIVATE)
        .exits(1)
        .requests("pc.ram", 2 * MIB, PRIVATE)
        .changes(2 * MIB, PRIVATE, PRIVATE)
        .discards("pc.ram", 2 * MIB)
        .size(8192)
        .exits(1)
        .requests("pc.ram", 2 * MIB, SHARED)
        .changes(2 * MIB, MIXTURE, SHARED)
        .fallsSilent();

    assertThat(results.blocks)
        .containsExactly(
            RamBlockConversions.newBuilder()
                .setVm("vm-7")
                .setHost("host-1")
                .setBlock("pc.ram")
                .setWindowStart(Guest.NOON)
                .setWindowEnd(Guest.NOON.plusSeconds(10))
                .setCount(6)
                .setToShared(3)
                .setToPrivate(3)
                .setBytesToShared(4096 + 2 * MIB + 8192)
                .setBytesToPrivate(3 * 4096)
                .setConversionsPerSecond(0.6)
                .setToSharedPerSecond(0.3)
                .setToPrivatePerSecond(0.3)
                .setBytesToSharedPerSecond((4096 + 2 * MIB + 8192) / 10.0)
                .setBytesToPrivatePerSecond(1228.8)
                .setNoOp(1)
                .setMixture(1)
                .setExplicit(1)
                .setImplicit(1)
                .setPingPongPages(2)
                .setSharedBytes(2 * MIB)
                .setPeakSharedBytes(2 * MIB)
                .setSplitFrames(0)
                .setByMap(6)
                .setPageSized(4)
                .setFrameSized(2)
                .setSplitLargeFrames(1)
                .setFromStart(true)
                .setWindow("10s")
                .setLatencyToSharedCount(3)
                .setLatencyToSharedP50Ns(1000)
                .setLatencyToSharedP99Ns(1000)
                .setLatencyToSharedMaxNs(1000)
                .setLatencyToPrivateCount(3)
                .setLatencyToPrivateP50Ns(1000)
                .setLatencyToPrivateP99Ns(1000)
                .setLatencyToPrivateMaxNs(1000)
                .build());
  }

  @Test
  void sumsUpTheVm() {
    var vm = vm("10s");
    guest(vm)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .converts(1, "pc.bios", 0x1000, PRIVATE)
        .changes(0x3000, SHARED)
        .fallsSilent();

    assertThat(results.vms)
        .containsExactly(
            ConversionRollup.newBuilder()
                .setScope("vm")
                .setVm("vm-7")
                .setHost("host-1")
                .setVms(1)
                .setBlocks(2)
                .setWindowStart(Guest.NOON)
                .setWindowEnd(Guest.NOON.plusSeconds(10))
                .setCount(3)
                .setToShared(2)
                .setToPrivate(1)
                .setBytesToShared(8192)
                .setBytesToPrivate(4096)
                .setConversionsPerSecond(0.3)
                .setToSharedPerSecond(0.2)
                .setToPrivatePerSecond(0.1)
                .setBytesToSharedPerSecond(819.2)
                .setBytesToPrivatePerSecond(409.6)
                .setSharedBytes(4096)
                .setSplitFrames(1)
                .setByMap(2)
                .setUnattributed(1)
                .setComplete(false)
                .setWindow("10s")
                .setLatencyToSharedCount(1)
                .setLatencyToSharedP50Ns(1000)
                .setLatencyToSharedP99Ns(1000)
                .setLatencyToSharedMaxNs(1000)
                .setLatencyToPrivateCount(1)
                .setLatencyToPrivateP50Ns(1000)
                .setLatencyToPrivateP99Ns(1000)
                .setLatencyToPrivateMaxNs(1000)
                .setPageSized(3)
                .setSplitLargeFrames(1)
                .build());
  }

  @Test
  void remembersThePeakAndWhatWasSharedBefore() {
    var vm = vm("10s");
    guest(vm)
        .size(MIB)
        .converts(0, "pc.ram", 0, SHARED)
        .converts(0, "pc.ram", 4 * MIB, SHARED)
        .waits(seconds(10))
        .converts(0, "pc.ram", 0, PRIVATE)
        .converts(0, "pc.ram", 8 * MIB, SHARED)
        .converts(0, "pc.ram", 8 * MIB, PRIVATE)
        .converts(0, "pc.ram", 4 * MIB, PRIVATE)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(
            RamBlockConversions::getPeakSharedBytes,
            RamBlockConversions::getSharedBytes,
            RamBlockConversions::getSplitFrames)
        .containsExactly(tuple(2 * MIB, 2 * MIB, 2L), tuple(2 * MIB, 0L, 0L));
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

  @Test
  void addsUpBlocksOfAVmThatWasRestarted() {
    var vm = vm("1m");
    guest(vm).converts(0, "pc.ram", 0x1000, SHARED).converts(0, "pc.ram", 0x2000, SHARED);
    guest(vm).process(4712).waits(seconds(5)).boots().allocates("pc.ram");
    new Guest(GuestMemory.plain(), vm)
        .process(4712)
        .waits(seconds(6))
        .boots()
        .allocates("pc.ram")
        .converts(0, "pc.ram", 0x1000, SHARED)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(
            RamBlockConversions::getBlock,
            RamBlockConversions::getToShared,
            RamBlockConversions::getConversionsPerSecond,
            RamBlockConversions::getSharedBytes,
            RamBlockConversions::getPeakSharedBytes)
        .containsExactly(tuple("pc.ram", 3L, 0.05, 4096L, 8192L));
  }

  @Test
  void windowsBefore1970() {
    var vm = vm("10s");
    vm.changed(new Changed(-1, 0, 0, 4096, PRIVATE, SHARED, -1));
    vm.changed(new Changed(-10_000_000_001L, 0, 0, 4096, PRIVATE, SHARED, -1));
    vm.silence();

    assertThat(results.vms)
        .extracting(window -> window.getWindowStart().toEpochMilli(), ConversionRollup::getCount)
        .containsExactly(tuple(-20_000L, 1L), tuple(-10_000L, 1L));
  }

  @Test
  void survivesWhateverATraceSays() {
    var vm = vm("10s,1m");
    long[] odd = {0, 1, -1, 4096, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 44, 1L << 52, 0xfff};
    for (long a : odd) {
      for (long b : odd) {
        vm.progress(a, b);
        vm.slot(new SlotSet((int) a, a, b, b, (int) b, a));
        vm.allocated(new Allocated("odd", a, b));
        vm.allocated(new Allocated("x".repeat(70_000), a, b));
        vm.exited(new Exited((int) a, true));
        vm.caused(new Caused(Cause.EXPLICIT, a, b, -1));
        for (var state : List.of(SHARED, PRIVATE)) {
          vm.requested(new Requested(a, a, b, state, -1));
          vm.changed(new Changed(b, 0, a, b, MIXTURE, state, -1));
          vm.changed(new Changed(a, 0, b, a, MIXTURE, state, b));
          vm.discarded(new Discarded("odd", a, b, -1));
          vm.discarded(new Discarded("x".repeat(70_000), b, a, -1));
        }
        vm.lost(b);
      }
    }
    vm.silence();

    assertThat(results.conversions)
        .filteredOn(conversion -> conversion.getCorrects() == null)
        .hasSize(4 * odd.length * odd.length);
    assertThat(vm.shared()).isNotEmpty();
  }

  @Test
  void keepsWindowsInBoundsWhereTimesAreDamaged() {
    var vm = vm("10s");
    guest(vm).converts(0, "pc.ram", 0x1000, SHARED);
    for (long day = 1; day < 5000; day++) {
      vm.changed(
          new Changed(86_400_000_000_000L * (30_000 + day), 0, 0, 4096, PRIVATE, SHARED, -1));
      vm.lost(1); // settles nothing, but forgets requests
    }
    vm.silence();

    assertThat(results.vms).hasSize(Windows.MAX_OPEN);
    assertThat(results.whyLate).hasSize(5000 - Windows.MAX_OPEN).containsOnly(Late.FULL);
    assertThat(results.blocks).extracting(window -> window.getWindowStart()).contains(Guest.NOON);
  }

  @Test
  void publishesNoWindowTwiceThatHadToMakeRoom() {
    var vm = vm("10s");
    vm.slot(new SlotSet(0, 0, 1L << 30, 0x7f00_0000_0000L, 9, 0));
    vm.allocated(new Allocated("pc.ram", 1L << 30, 0x7f00_0000_0000L));
    long dayNs = 86_400_000_000_000L;
    for (long day = 0; day < Windows.MAX_OPEN; day++) {
      vm.changed(new Changed(dayNs * (10_000 + day), 0, 0, 4096, PRIVATE, SHARED, -1));
    }
    long lastNs = dayNs * (10_000 + Windows.MAX_OPEN - 1);
    vm.changed(new Changed(dayNs, 0, 0, 4096, PRIVATE, SHARED, -1));
    vm.changed(new Changed(2 * dayNs, 0, 0, 4096, PRIVATE, SHARED, -1));
    assertThat(results.vms)
        .extracting(window -> window.getWindowStart().toEpochMilli() * 1_000_000)
        .containsExactly(lastNs, lastNs - dayNs);

    var again = restarted(vm, "10s");
    again.changed(new Changed(lastNs, 0, 0, 4096, PRIVATE, SHARED, -1));
    again.silence();

    assertThat(results.whyLate).containsExactly(Late.FULL);
    assertThat(results.vms)
        .extracting(ConversionRollup::getWindowStart)
        .doesNotHaveDuplicates()
        .hasSize(Windows.MAX_OPEN + 2);
  }

  /** As {@link Guest#NOON}'s host shows it. */
  private static VmConversions at(VmConversions vm, Duration behindNoon) {
    vm.hostClock(Guest.NOON.plus(behindNoon).toEpochMilli());
    return vm;
  }

  private VmConversions restarted(VmConversions vm, String windows) {
    try {
      var bytes = new ByteArrayOutputStream();
      vm.encode(new DataOutputStream(bytes));
      var next = vm(windows);
      next.decode(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void opensNoWindowThatIsFurtherAheadOfTheHostsClockThanTheLimit() {
    var vm = at(vm("10s"), Duration.ZERO);
    guest(vm)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .waits(Duration.ofMinutes(61))
        .converts(0, "pc.ram", 0x2000, SHARED)
        .waits(seconds(11))
        .converts(0, "pc.ram", 0x3000, SHARED);
    assertThat(results.whyLate).containsExactly(Late.FUTURE);
    assertThat(results.late.get(0).getOffset()).isEqualTo(0x3000);

    vm.silence();
    assertThat(results.vms)
        .extracting(
            window -> Duration.between(Guest.NOON, window.getWindowStart()),
            ConversionRollup::getCount,
            ConversionRollup::getLateEvents)
        .containsExactly(tuple(Duration.ZERO, 1L, 0L), tuple(Duration.ofMinutes(61), 1L, 1L));
  }

  @Test
  void keepsNoneOfManyWindowsInTheFutureOpenAndCountsTheirConversions() {
    var vm = at(vm("10s,1m"), Duration.ZERO);
    var guest = guest(vm).waits(Duration.ofDays(100));
    for (int i = 0; i < 10_000; i++) {
      guest.converts(0, "pc.ram", 0x1000, i % 2 == 0 ? SHARED : PRIVATE).waits(seconds(10));
    }
    assertThat(results.conversions).hasSize(10_000);
    assertThat(results.whyLate).hasSize(10_000).containsOnly(Late.FUTURE);

    vm.silence();
    assertThat(results.blocks).isEmpty();
    assertThat(results.vms)
        .extracting(ConversionRollup::getWindowStart, ConversionRollup::getLateEvents)
        .containsExactly(tuple(Guest.NOON, 10_000L), tuple(Guest.NOON, 10_000L));
  }

  @Test
  void closesWindowsAsTheHostsClockGoesOnWhileTheTraceIsInTheFuture() {
    var vm = at(vm("10s"), Duration.ZERO);
    var guest = guest(vm).converts(0, "pc.ram", 0x1000, SHARED).waits(Duration.ofDays(1));
    guest.idles(60);
    assertThat(results.vms).isEmpty();

    at(vm, Duration.ofMinutes(1));
    guest.idles(60);
    assertThat(results.vms).hasSize(1);
    assertThat(vm.hasOpenWindows()).isFalse();
  }

  @Test
  void takesWindowsOfAHostWhoseClockIsAheadAsItsHeartbeatsSay() {
    var vm = at(at(vm("10s"), Duration.ZERO), Duration.ofHours(5));
    guest(vm).waits(Duration.ofHours(5)).converts(0, "pc.ram", 0x1000, SHARED).fallsSilent();

    assertThat(results.late).isEmpty();
    assertThat(results.blocks).hasSize(1);
  }

  @Test
  void takesAllOldWindowsWhateverTheClockShows() {
    var vm = at(vm("10s"), Duration.ofDays(10_000));
    vm.changed(new Changed(-1, 0, 0, 4096, PRIVATE, SHARED, -1));
    vm.changed(new Changed(5_000_000_000L, 0, 0, 4096, PRIVATE, SHARED, -1));
    guest(vm).converts(0, "pc.ram", 0x1000, SHARED).fallsSilent();

    assertThat(results.late).isEmpty();
    assertThat(results.vms).extracting(ConversionRollup::getCount).containsExactly(1L, 1L, 1L);
  }

  @Test
  void knowsTheHostsClockAfterARestart() {
    var vm = restarted(at(vm("10s"), Duration.ZERO), "10s");
    guest(vm).waits(Duration.ofHours(2)).converts(0, "pc.ram", 0x1000, SHARED);

    assertThat(results.whyLate).containsExactly(Late.FUTURE);
    assertThat(vm.isNews(Guest.NOON.toEpochMilli() + 59_999)).isFalse();
    assertThat(vm.isNews(Guest.NOON.toEpochMilli() + 60_000)).isTrue();
  }

  @Test
  void survivesClocksThatShowAnything() {
    for (long ms : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      var vm = vm("10s,1m/10s");
      vm.hostClock(ms);
      vm.progress(Long.MAX_VALUE, 1);
      vm.changed(new Changed(Long.MAX_VALUE, 0, 0, 4096, PRIVATE, SHARED, -1));
      vm.changed(new Changed(Long.MIN_VALUE, 0, 0, 4096, PRIVATE, SHARED, -1));
      vm.lost(1);
      vm.silence();
    }
    assertThat(results.conversions).hasSize(8);
  }

  /** Two pages were shared, and one is asked for. */
  @Test
  void readsASnapshotOfVersion1() throws IOException {
    var vm = vm("1m");
    try (var snapshot = getClass().getResourceAsStream("snapshot-1.bin")) {
      assertThat(snapshot).isNotNull();
      vm.decode(new DataInputStream(snapshot));
    }
    new Guest(GuestMemory.plain(), vm).waits(Duration.ofMillis(1)).changes(0x7000, SHARED);
    vm.silence();

    assertThat(vm.shared())
        .filteredOn(shared -> shared.block().equals("pc.ram"))
        .extracting(VmConversions.Shared::sharedBytes)
        .containsExactly(3 * Guest.PAGE);
    assertThat(results.attributions()).containsExactly("0x7000 shared: pc.ram by map");
  }

  /**
   * A block is learnt, and changes wait: one for its discard, one for what tells two requests
   * apart.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void readsASnapshotOfVersion(int version) throws IOException {
    var vm = vm("1m");
    try (var snapshot = getClass().getResourceAsStream("snapshot-" + version + ".bin")) {
      assertThat(snapshot).isNotNull();
      vm.decode(new DataInputStream(snapshot));
    }
    new Guest(GuestMemory.numa(), vm)
        .waits(Duration.ofMillis(1))
        .discards("ram-node1", 0x2000)
        .exits(1)
        .exits(2)
        .waits(Duration.ofMillis(1500))
        .idles(100)
        .converts(0, "ram-node1", 0x8000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: [] by unattributed",
            "0x9000 private: ram-node1 by discard",
            "0x5000 private: ram-node1 by discard",
            "0x6000 shared: ram-node1 by map",
            "0x7000 shared: [] by unattributed",
            "0x2000 private: ram-node1 by map",
            "0x8000 shared: ram-node1 by map");
  }

  @Test
  void refusesASnapshotOfAnotherVersion() {
    var vm = vm("10s");

    assertThatThrownBy(
            () -> vm.decode(new DataInputStream(new ByteArrayInputStream(new byte[] {9, 0}))))
        .isInstanceOf(IOException.class)
        .hasMessage("snapshot of version 9, not 1 to 6");
  }
}
