package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import org.junit.jupiter.api.Test;

/**
 * Three blocks' changes at one offset, the first of which cannot be of the last block asked for.
 */
class AlikeDiscardsTest {

  private static final long OFFSET = 0x7000;
  private static final long START_NS = Guest.NOON.getEpochSecond() * 1_000_000_000L + 1_000_000;

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();
  private final GuestMemory memory = GuestMemory.numa();
  private long nowNs = START_NS;
  private long position;

  private void request(String block) {
    long gpa = memory.gpa(memory.block(block), OFFSET);
    vm.requested(new Requested(nowNs++, gpa, Guest.PAGE, PRIVATE, -1));
  }

  private void changes() {
    vm.changed(new Changed(nowNs++, position++, OFFSET, Guest.PAGE, SHARED, PRIVATE, -1));
  }

  private void discards(String block) {
    long host = memory.block(block).host() + OFFSET;
    vm.discarded(new Discarded(nowNs++, block, host, Guest.PAGE, 0, -1));
  }

  private void asksForThreeAndChanges() {
    new Guest(memory, vm).bootsWithNames().runs(0).runs(1);
    request("ram-node0");
    request("pc.bios");
    changes();
    request("ram-node1");
    changes();
    changes();
  }

  /** The firmware's discard may be of any of the three, so the other two are no pair. */
  @Test
  void areNoPairWhereAThirdMayBeOneOfThem() {
    asksForThreeAndChanges();
    discards("pc.bios");
    discards("ram-node0");
    discards("ram-node1");
    vm.silence();

    assertThat(results.attributions())
        .containsExactly(
            "0x7000 private: [] by unattributed",
            "0x7000 private: [] by unattributed",
            "0x7000 private: [] by unattributed");
  }

  @Test
  void areThreeWhereEachDiscardFitsAll() {
    new Guest(memory, vm).bootsWithNames().runs(0).runs(1);
    request("ram-node0");
    request("pc.bios");
    request("ram-node1");
    changes();
    changes();
    changes();
    discards("pc.bios");
    discards("ram-node0");
    discards("ram-node1");
    vm.silence();

    var any = "0x7000 private: [pc.bios, ram-node0, ram-node1] by pair";
    assertThat(results.attributions()).containsExactly(any, any, any);
  }
}
