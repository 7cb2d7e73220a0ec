package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a layout that QEMU itself told is used. */
class ToldLayoutTest {

  private static final int PID = 4711;

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("1m"), Duration.ofSeconds(5));

  private static final Duration TOO_LONG = Duration.ofMillis(1500);

  private final CollectedResults results = new CollectedResults();

  private final VmConversions vm = new VmConversions("vm", "host", SETTINGS, results);

  private final Guest guest = new Guest(GuestMemory.numa(), vm);

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
}
