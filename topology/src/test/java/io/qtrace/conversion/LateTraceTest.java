package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.window.WindowSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a trace without its beginning tells of where memory lies. */
class LateTraceTest {

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("1m"), Duration.ofSeconds(5));

  private static final Duration TOO_LONG = Duration.ofMillis(1500);

  private final CollectedResults results = new CollectedResults();

  private final VmConversions vm = new VmConversions("vm", "host", SETTINGS, results);

  private final Guest guest = new Guest(GuestMemory.numa(), vm);

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
}
