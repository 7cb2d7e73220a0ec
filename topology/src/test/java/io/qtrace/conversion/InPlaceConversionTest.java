package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.GIB;
import static io.qtrace.conversion.GuestMemory.MIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.conversion.fact.MemoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where QEMU converts memory in place, it discards none. */
class InPlaceConversionTest {

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();
  private final Guest guest = new Guest(GuestMemory.numa(), vm);

  /** All that is said of a trace without discards has to hold. */
  @AfterEach
  void asksForNoDiscards() {
    guest.fallsSilent();

    assertThat(results.vms)
        .extracting(ConversionRollup::getUnattributed, ConversionRollup::getMissingEvents)
        .containsExactly(tuple(0L, ""));
  }

  private Guest converts(int vcpu, String block, long offset, MemoryState to) {
    return guest.exits(vcpu).requests(block, offset, to).changes(offset, to);
  }

  @Test
  void isByMapWithSlots() {
    guest.boots().allocates("ram-node0").allocates("ram-node1");
    converts(0, "ram-node0", 0x5000, SHARED);
    converts(1, "ram-node1", 0x5000, SHARED);
    converts(0, "ram-node1", 0x5000, PRIVATE);
    converts(1, "ram-node0", 0x5000, PRIVATE);

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 shared: ram-node0 by map",
            "0x5000 shared: ram-node1 by map",
            "0x5000 private: ram-node1 by map",
            "0x5000 private: ram-node0 by map");
  }

  @Test
  void isByMapWithALayout() {
    guest.exits(0).tells(GuestMemory.numa().layout(4711));
    converts(0, "ram-node0", 0x5000, SHARED);
    converts(1, "ram-node1", 0x5000, SHARED);
    converts(1, "ram-node1", 0x5000, PRIVATE);

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 shared: ram-node0 by map",
            "0x5000 shared: ram-node1 by map",
            "0x5000 private: ram-node1 by map");
  }

  @Test
  void isByThreadAtEqualOffsetsAtOnce() {
    guest.boots().allocates("ram-node0").allocates("ram-node1");
    guest.thread(7).exits(0).requests("ram-node0", 0x5000, PRIVATE);
    guest.thread(8).exits(1).requests("ram-node1", 0x5000, PRIVATE);
    guest.changes(0x5000, PRIVATE).thread(7).changes(0x5000, PRIVATE);

    assertThat(results.attributions())
        .containsExactly("0x5000 private: ram-node1 by map", "0x5000 private: ram-node0 by map");
  }

  /** A layout tells as much of it as slots do. */
  @Test
  void givesAPartOfARequestToEachBlockThatItSpansByALayout() {
    guest.exits(0).tells(GuestMemory.numa().layout(4711));
    guest.size(4 * MIB).requestsAt(6 * GIB - 2 * MIB, PRIVATE);
    guest.size(2 * MIB).changes(4 * GIB - 2 * MIB, PRIVATE).changes(0, PRIVATE);

    assertThat(results.attributions())
        .containsExactly("0xffe00000 private: ram-node0 by map", "0x0 private: ram-node1 by map");
  }
}
