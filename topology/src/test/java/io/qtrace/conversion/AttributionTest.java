package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.GIB;
import static io.qtrace.conversion.GuestMemory.MIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.window.WindowSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which RAM block a conversion is of, by what the trace tells and in which order. */
class AttributionTest {

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("1m"), Duration.ofSeconds(5));

  private static final Duration TOO_LONG = Duration.ofMillis(1500);

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = new VmConversions("vm", "host", SETTINGS, results);
  private final Guest guest = new Guest(GuestMemory.numa(), vm);

  /** Two nodes' names, which only discards and allocations tell. */
  private Guest known() {
    return guest.boots().allocates("ram-node0").allocates("ram-node1").allocates("pc.bios");
  }

  @Test
  void isByMapInACalmGuest() {
    known()
        .converts(0, "ram-node0", 0x1000, SHARED)
        .converts(0, "ram-node1", 0x1000, PRIVATE)
        .converts(1, "pc.bios", 0x2000, PRIVATE)
        .converts(1, "ram-node0", 3 * GIB, SHARED);

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 shared: ram-node0 by map",
            "0x1000 private: ram-node1 by map",
            "0x2000 private: pc.bios by map",
            "0xc0000000 shared: ram-node0 by map");
    assertThat(results.conversions)
        .extracting(conversion -> conversion.getGpa())
        .containsExactly(0x1000L, 6 * GIB + 0x1000, 0xffc0_2000L, 5 * GIB);
  }

  @Test
  void tellsWhyIfTheTraceDoes() {
    known()
        .causes(Cause.EXPLICIT, "ram-node0", 0x1000)
        .causes(Cause.IMPLICIT, "ram-node1", 0x1000)
        .converts(0, "ram-node1", 0x1000, SHARED)
        .converts(1, "ram-node0", 0x1000, SHARED)
        .converts(1, "ram-node0", 0x2000, SHARED);

    assertThat(results.conversions)
        .extracting(conversion -> conversion.getCause())
        .containsExactly("implicit", "explicit", null);
  }

  @Test
  void isByMapWhereVcpusInterleave() {
    known()
        .exits(0)
        .exits(1)
        .exits(2)
        .requests("ram-node0", 0x5000, SHARED)
        .requests("ram-node1", 0x7000, SHARED)
        .requests("ram-node1", 0x5000, PRIVATE)
        .changes(0x7000, SHARED)
        .changes(0x5000, PRIVATE)
        .changes(0x5000, SHARED);

    assertThat(results.attributions())
        .containsExactly(
            "0x7000 shared: ram-node1 by map",
            "0x5000 private: ram-node1 by map",
            "0x5000 shared: ram-node0 by map");
  }

  @Test
  void isPairIfTwoBlocksAreConvertedAtEqualOffsetsAtOnce() {
    known()
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x5000, SHARED)
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, SHARED)
        .changes(0x5000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 shared: [ram-node0, ram-node1] by pair",
            "0x5000 shared: [ram-node0, ram-node1] by pair");
    assertThat(results.blocks)
        .extracting(
            RamBlockConversions::getBlock,
            RamBlockConversions::getToShared,
            RamBlockConversions::getByPair,
            RamBlockConversions::getSharedBytes)
        .containsExactly(
            tuple("ram-node0", 1L, 1L, Guest.PAGE), tuple("ram-node1", 1L, 1L, Guest.PAGE));
  }

  @Test
  void isByDiscardIfOneOfTwoIsDoneBeforeTheOtherBegins() {
    known()
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x5000, PRIVATE)
        .requests("ram-node1", 0x5000, PRIVATE)
        .changes(0x5000, PRIVATE)
        .discards("ram-node1", 0x5000)
        .changes(0x5000, PRIVATE)
        .discards("ram-node0", 0x5000);

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 private: ram-node1 by discard", "0x5000 private: ram-node0 by map");
  }

  @Test
  void isByThreadWhereTheTraceNamesIt() {
    known()
        .thread(10)
        .requests("ram-node0", 0x5000, SHARED)
        .thread(11)
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, SHARED)
        .thread(10)
        .changes(0x5000, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x5000 shared: ram-node1 by map", "0x5000 shared: ram-node0 by map");
  }

  @Test
  void forgetsAThreadsRequestOnceItMakesAnother() {
    known()
        .thread(10)
        .requests("ram-node0", 0x5000, SHARED)
        .requests("ram-node0", 0x9000, SHARED)
        .changes(0x9000, SHARED)
        .thread(11)
        .requests("ram-node1", 0x5000, SHARED)
        .thread(-1)
        .changes(0x5000, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x9000 shared: ram-node0 by map", "0x5000 shared: ram-node1 by map");
  }

  @Test
  void isNotMisledByARequestForADevice() {
    known()
        .exits(0)
        .requestsAt(0xfe00_5000L, SHARED)
        .exits(1)
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, SHARED);

    assertThat(results.attributions()).containsExactly("0x5000 shared: ram-node1 by map");
  }

  @Test
  void isNotMisledByARefusedRequestOfAVcpuThatWentOn() {
    known()
        .exits(0)
        .requests("ram-node0", 0x5000, SHARED) // refused
        .exitsOtherwise(0)
        .exits(1)
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, SHARED);

    assertThat(results.attributions()).containsExactly("0x5000 shared: ram-node1 by map");
  }

  @Test
  void isUnattributedBesideARefusedRequestThatMayBeUnderWay() {
    known()
        .requests("ram-node0", 0x5000, SHARED) // refused, but exits are not traced
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, SHARED)
        .converts(1, "ram-node1", 0x6000, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions())
        .containsExactly("0x5000 shared: [] by unattributed", "0x6000 shared: ram-node1 by map");
  }

  @Test
  void keepsARequestThatNothingShowsToBeOverHoweverOldItIs() {
    known()
        .requests("ram-node0", 0x5000, SHARED) // refused, or not done yet
        .waits(Duration.ofMillis(2100))
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions()).containsExactly("0x5000 shared: [] by unattributed");
  }

  @Test
  void givesADiscardToTheChangeBeforeItEvenIfAnotherOneWaits() {
    known()
        .requests("ram-node0", 0x5000, PRIVATE)
        .requests("ram-node1", 0x5000, PRIVATE)
        .changes(0x5000, PRIVATE) // its discard is lost
        .exits(3)
        .thread(77)
        .requests("ram-node1", 0x5000, PRIVATE)
        .changes(0x5000, PRIVATE)
        .discards("ram-node1", 0x5000)
        .thread(-1)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions().get(0)).isEqualTo("0x5000 private: [] by unattributed");
  }

  @Test
  void keepsEqualRequestsOfOneBlockApartFromAnotherBlocks() {
    known()
        .exits(0)
        .requests("ram-node0", 0x2000, SHARED) // refused
        .exits(1)
        .requests("ram-node1", 0x2000, SHARED)
        .changes(0x2000, SHARED)
        .exits(2)
        .requests("ram-node1", 0x2000, SHARED)
        .exits(0)
        .changes(0x2000, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions())
        .containsExactly("0x2000 shared: [] by unattributed", "0x2000 shared: ram-node1 by map");
  }

  @Test
  void comesInTheOrderOfTheTrace() {
    known()
        .requests("ram-node0", 0x5000, PRIVATE)
        .requests("ram-node1", 0x5000, PRIVATE)
        .changes(0x5000, PRIVATE)
        .converts(2, "pc.bios", 0x9000, SHARED)
        .converts(2, "ram-node0", 0x9000, SHARED);
    assertThat(results.conversions).isEmpty();

    guest.discards("ram-node0", 0x5000);

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 private: ram-node0 by discard",
            "0x9000 shared: pc.bios by map",
            "0x9000 shared: ram-node0 by map");
    assertThat(results.positions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void isOnlyFitWithoutRequestsWhereOneBlockIsLargeEnough() {
    var plain = new Guest(GuestMemory.plain(), vm);
    plain
        .boots()
        .allocates("pc.ram")
        .changes(5 * GIB, SHARED)
        .changes(4 * MIB, SHARED)
        .changes(4 * MIB - 0x1000, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions())
        .containsExactly(
            "0x140000000 shared: pc.ram by only-fit",
            "0x400000 shared: pc.ram by only-fit",
            "0x3ff000 shared: [] by unattributed");
  }

  @Test
  void callsABlockByItsMemoryUntilANameIsKnown() {
    guest
        .boots()
        .converts(0, "ram-node1", 0x1000, SHARED)
        .waits(Duration.ofMinutes(2))
        .idles(100)
        .converts(0, "ram-node1", 0x2000, SHARED)
        .converts(0, "ram-node1", 0x2000, PRIVATE)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 shared: [] by map", "0x2000 shared: [] by map", "0x2000 private: [] by map");
    assertThat(results.blocks)
        .extracting(RamBlockConversions::getBlock)
        .containsExactly("guest_memfd=22", "ram-node1");
  }

  @Test
  void findsBlocksOfHugePagesWithoutDiscards() {
    known()
        .size(2 * MIB)
        .exits(0)
        .requests("ram-node0", 4 * MIB, PRIVATE)
        .changes(4 * MIB, PRIVATE)
        .exits(0)
        .requests("ram-node1", 4 * MIB, PRIVATE)
        .changes(4 * MIB, PRIVATE);

    assertThat(results.attributions())
        .containsExactly(
            "0x400000 private: ram-node0 by map", "0x400000 private: ram-node1 by map");
  }

  @Test
  void learnsTheMapWhereTracingBeganLate() {
    // Two discards of a block tell where it lies in QEMU, two requests where it lies in the guest.
    guest
        .runs(0)
        .converts(0, "ram-node1", 0x1000, PRIVATE)
        .converts(0, "ram-node1", 0x9000, PRIVATE)
        .converts(0, "ram-node1", 0x5000, PRIVATE)
        .converts(0, "ram-node1", 0x6000, SHARED)
        .converts(0, "ram-node1", 0x100000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: ram-node1 by map",
            "0x9000 private: ram-node1 by discard",
            "0x5000 private: ram-node1 by discard",
            "0x6000 shared: ram-node1 by map",
            "0x100000 shared: ram-node1 by map");
    assertThat(results.blocks.get(0).getFromStart()).isFalse();
  }

  @Test
  void doesNotTakeDiscardsOfUnknownBlocksForThoseOfOthers() {
    guest
        .converts(0, "ram-node1", 0x1000, PRIVATE)
        .converts(0, "ram-node1", 0x9000, PRIVATE)
        .converts(0, "ram-node0", 0x3000, PRIVATE) // nobody can tell whose discard that is
        .exits(5)
        .discards("ram-node1", 0x3000) // of a change from before the trace
        .fallsSilent();

    assertThat(results.attributions())
        .contains("0x3000 private: [] by unattributed")
        .doesNotContain("0x3000 private: ram-node1 by discard");
  }

  @Test
  void doesNotTakeOneSlotForAllMemoryIfTheGuestRanBefore() {
    guest.exits(0).maps(0).allocates("ram-node0").requests("ram-node1", 0x1000, SHARED);
    guest.changes(0x1000, SHARED).waits(TOO_LONG).idles(100);

    assertThat(results.attributions()).containsExactly("0x1000 shared: [] by unattributed");
  }

  @Test
  void doesNotTakeOneSlotForAllMemoryIfItIsMappedAgain() {
    guest.unmaps(0).maps(0).allocates("ram-node0").requests("ram-node1", 0x1000, SHARED);
    guest.changes(0x1000, SHARED).waits(TOO_LONG).idles(100);

    assertThat(results.attributions()).containsExactly("0x1000 shared: [] by unattributed");
  }

  @Test
  void doesNotRelyOnSlotsIfEventsWereLostAmongThem() {
    guest.maps(0).loses(1).maps(1).allocates("ram-node0").idles(1 << 20);
    guest.changes(0x1000, SHARED).waits(TOO_LONG).idles(100);

    assertThat(results.attributions()).containsExactly("0x1000 shared: [] by unattributed");
  }

  @Test
  void forgetsRequestsWhenEventsAreLost() {
    known()
        .idles(1 << 20)
        .exits(0)
        .requests("ram-node0", 0x5000, SHARED)
        .loses(100)
        .changes(0x5000, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions()).containsExactly("0x5000 shared: [] by unattributed");
  }

  @Test
  void beginsAnewWithAnotherProcess() {
    known()
        .converts(0, "ram-node0", 0x5000, SHARED)
        .process(5000)
        .changes(0x5000, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions())
        .containsExactly("0x5000 shared: ram-node0 by map", "0x5000 shared: [] by unattributed");
    assertThat(vm.shared()).isEmpty();
  }

  @Test
  void beginsAnewIfASlotIsWhereAnotherOneWas() {
    guest.process(0);
    known().converts(0, "ram-node0", 0x5000, SHARED);
    var other = new Guest(GuestMemory.plain(), vm).process(0);
    other.waits(Duration.ofSeconds(1)).boots().allocates("pc.ram");
    other.converts(0, "pc.ram", 0x6000, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x5000 shared: ram-node0 by map", "0x6000 shared: pc.ram by map");
    assertThat(vm.shared())
        .extracting(VmConversions.Shared::block)
        .containsExactly("guest_memfd=12", "pc.ram");
  }

  @Test
  void keepsARunOfWaitingChangesInBounds() {
    known().requests("ram-node0", 0x5000, SHARED).requests("ram-node1", 0x5000, SHARED);
    guest.changes(0x5000, SHARED);
    for (int i = 0; i < Waiting.MAX; i++) {
      assertThat(results.conversions).isEmpty();
      guest.requests("pc.bios", 0x1000, SHARED).changes(0x1000, SHARED);
    }

    assertThat(results.attributions())
        .hasSize(Waiting.MAX + 1)
        .startsWith("0x5000 shared: [] by unattributed", "0x1000 shared: pc.bios by map");
  }

  @Test
  void keepsRequestsInBounds() {
    known();
    for (int i = 0; i <= Requests.MAX; i++) {
      guest.requests("ram-node0", i * Guest.PAGE, SHARED);
    }
    guest
        .changes(0, SHARED) // its request is forgotten
        .changes(Guest.PAGE, SHARED) // and may as well have been for this
        .size(2 * MIB)
        .requests("ram-node1", 4 * MIB, SHARED)
        .changes(4 * MIB, SHARED)
        .waits(TOO_LONG)
        .idles(100);

    assertThat(results.attributions())
        .containsExactly(
            "0x0 shared: [] by unattributed",
            "0x1000 shared: [] by unattributed",
            "0x400000 shared: ram-node1 by map");
  }

  private static final int PID = 4711;

  @Test
  void isByMapFromTheFirstConversionIfThisProcessTold() {
    guest
        .tells(GuestMemory.numa().layout(PID))
        .converts(0, "ram-node0", 0x1000, SHARED)
        .converts(0, "ram-node1", 0x1000, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x1000 shared: ram-node0 by map", "0x1000 shared: ram-node1 by map");
    assertThat(vm.shared()).extracting(VmConversions.Shared::block).doesNotContain("pc.rom");
  }

  @Test
  void namesBlocksThatNoEventNames() {
    guest.boots().converts(0, "ram-node1", 0x1000, SHARED);
    assertThat(results.attributions()).containsExactly("0x1000 shared: [] by map");

    guest.tells(GuestMemory.numa().layout(0)).converts(0, "ram-node1", 0x2000, SHARED);

    assertThat(results.attributions()).endsWith("0x2000 shared: ram-node1 by map");
    assertThat(vm.shared())
        .extracting(VmConversions.Shared::block, VmConversions.Shared::sharedBytes)
        .contains(tuple("ram-node1", 2 * Guest.PAGE))
        .doesNotContain(tuple("guest_memfd=22", 2 * Guest.PAGE));
  }

  @Test
  void settlesWhatWaitsWhenQemuTells() {
    guest
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x5000, SHARED)
        .requests("ram-node1", 0x7000, SHARED)
        .changes(0x7000, SHARED)
        .changes(0x5000, SHARED);
    assertThat(results.attributions()).isEmpty();

    guest.tells(GuestMemory.numa().layout(PID));

    assertThat(results.attributions())
        .containsExactly("0x7000 shared: ram-node1 by map", "0x5000 shared: ram-node0 by map");
  }

  @Test
  void doesNotUseWhatAnotherProcessToldUntilItsTraceComes() {
    var newer = GuestMemory.numa().inAnotherProcess();
    guest
        .tells(newer.layout(PID + 1))
        .converts(0, "ram-node0", 0x1000, SHARED)
        .waits(TOO_LONG)
        .exitsOtherwise(0);
    assertThat(results.attributions()).containsExactly("0x1000 shared: [] by unattributed");

    new Guest(newer, vm)
        .process(PID + 1)
        .waits(TOO_LONG)
        .waits(TOO_LONG)
        .converts(0, "ram-node0", 0x1000, SHARED);
    assertThat(results.attributions()).endsWith("0x1000 shared: ram-node0 by map");
  }

  @Test
  void doesNotUseWhatAnOlderProcessTold() {
    guest
        .tells(GuestMemory.numa().inAnotherProcess().layout(PID - 1))
        .boots()
        .allocates("ram-node0")
        .converts(0, "ram-node1", 0x1000, SHARED)
        .converts(0, "ram-node0", 0x1000, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x1000 shared: [] by map", "0x1000 shared: ram-node0 by map");
  }

  /** Logs name no process; addresses do as well. */
  @Test
  void forgetsWhatAnOlderProcessToldWhenADiscardLiesElsewhere() {
    var old = GuestMemory.numa();
    guest
        .process(0)
        .tells(old.layout(0))
        .allocates("ram-node0")
        .converts(0, "ram-node1", 0x1000, PRIVATE);
    assertThat(results.attributions()).containsExactly("0x1000 private: ram-node1 by map");

    new Guest(old.inAnotherProcess(), vm)
        .process(0)
        .waits(TOO_LONG)
        .discards("ram-node1", 0)
        .converts(0, "ram-node0", 0x3000, SHARED)
        .fallsSilent();

    assertThat(results.attributions()).endsWith("0x3000 shared: [] by unattributed");
  }

  @Test
  void usesNothingThatTwoLayoutsOfOneProcessSayDifferently() {
    var memory = GuestMemory.numa();
    var ranges = memory.layout(PID).ranges();
    var node1 = ranges.get(2);
    var moved = new MemoryLayout.Range(node1.gpa(), node1.size(), "ram-node0", node1.offset());
    guest
        .runs(0)
        .tells(memory.layout(PID))
        .tells(new MemoryLayout(PID, memory.layout(PID).blocks(), List.of(moved)))
        .converts(0, "ram-node1", 0x1000, SHARED)
        .converts(0, "ram-node0", 0x2000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly("0x1000 shared: [] by unattributed", "0x2000 shared: ram-node0 by map");
  }

  /** A second life under the same pid, traced from its middle. */
  @Test
  void correctsWhatLeftSinceADiscardLastAgreedWithAMapThatIsRefuted() {
    known()
        .converts(0, "ram-node0", 0x1000, PRIVATE)
        .converts(0, "ram-node0", 0x2000, PRIVATE)
        .converts(0, "ram-node0", 0x5000, SHARED);
    new Guest(GuestMemory.numa().inAnotherProcess(), vm).discards("ram-node0", 0x9000);
    guest.fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: ram-node0 by map",
            "0x2000 private: ram-node0 by map",
            "0x5000 shared: ram-node0 by map",
            "0x5000 shared: [] by unattributed");
    assertThat(results.conversions)
        .extracting(conversion -> conversion.getCorrects())
        .containsExactly(null, null, null, "ram-node0");
    assertThat(results.blocks)
        .extracting(RamBlockConversions::getBlock, RamBlockConversions::getCount)
        .containsExactly(tuple("ram-node0", 2L));
    assertThat(results.vms.get(0).getUnattributed()).isEqualTo(1);
  }

  /** An allocation tells the region's name, a discard the block's. */
  @Test
  void takesTwoNamesAtOneAddressForOneBlock() {
    long host = guest.block("ram-node1").host();
    guest.boots();
    vm.allocated(new Allocated("vmem0", 4 * GIB, host));
    vm.discarded(new Discarded("0000:00:05.0/vmem0", host + 0x1000, Guest.PAGE, -1));
    vm.allocated(new Allocated("vmem0", 4 * GIB, host));
    guest.converts(0, "ram-node1", 0x2000, SHARED);

    assertThat(results.attributions()).containsExactly("0x2000 shared: 0000:00:05.0/vmem0 by map");
    assertThat(vm.shared())
        .extracting(VmConversions.Shared::block)
        .containsExactly("0000:00:05.0/vmem0", "guest_memfd=12", "guest_memfd=21");
  }

  @Test
  void makesAllMemoryPrivateWhenQemuIsResetInPlace() {
    known().converts(0, "ram-node0", 0x1000, SHARED).converts(0, "ram-node1", 0x1000, SHARED);
    vm.reset();
    guest.converts(0, "ram-node1", 0x2000, SHARED);

    assertThat(vm.shared())
        .extracting(VmConversions.Shared::block, VmConversions.Shared::sharedBytes)
        .containsExactly(
            tuple("pc.bios", 0L), tuple("ram-node0", 0L), tuple("ram-node1", Guest.PAGE));
  }
}
