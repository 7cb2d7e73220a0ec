package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.window.Late;
import io.qtrace.conversion.window.Windows;
import io.qtrace.window.WindowSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Times that cannot be: windows stay in bounds, and none is ahead of what the host knows. */
class DamagedTimeTest {

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
  void publishesNoWindowTwiceThatIsJustAheadOfTheLimit() {
    var vm = at(vm("10s"), Duration.ZERO);
    var guest = guest(vm).waits(Duration.ofMinutes(61).plusSeconds(5));
    guest.converts(0, "pc.ram", 0x1000, SHARED).fallsSilent();
    guest.converts(0, "pc.ram", 0x2000, SHARED).fallsSilent();

    assertThat(results.whyLate).containsExactly(Late.FUTURE, Late.FUTURE);
    assertThat(results.vms).extracting(ConversionRollup::getWindowStart).doesNotHaveDuplicates();
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
}
