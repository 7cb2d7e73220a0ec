package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.MIB;
import static io.qtrace.conversion.fact.MemoryState.MIXTURE;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
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
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What windows say. */
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
                .setVcpus(2)
                .setVcpuConversions(2)
                .setMostOfOneVcpu(1)
                .setByVcpu(Map.of("0", 1L, "1", 1L))
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
}
