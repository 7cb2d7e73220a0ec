package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.GIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Memory that is not what it was: of another process, another block, or reset. */
class AnotherMemoryTest {

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
