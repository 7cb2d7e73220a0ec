package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.GIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.Conversion;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What contradicts the block that a request told leaves the change without one. */
class ContradictionTest {

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();
  private final Guest guest = new Guest(GuestMemory.numa(), vm);

  /** So many conversions whose states agree that one which does not says something. */
  private Guest trusted() {
    guest.bootsWithNames();
    for (int i = 0; i < 16; i++) {
      guest.converts(0, "ram-node0", GIB + i * Guest.PAGE, SHARED);
    }
    results.conversions.clear();
    return guest;
  }

  @Test
  void isVetoedByAStateThatTheBlockWasNotIn() {
    trusted()
        .converts(0, "ram-node0", 0x5000, SHARED)
        .requests("ram-node0", 0x5000, SHARED) // refused, and ram-node1's is not traced
        .changes(0x5000, PRIVATE, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x5000 shared: ram-node0 by map", "0x5000 shared: [] by unattributed");
    assertThat(results.conversions.get(1).getGpa()).isNull();
  }

  @Test
  void isVetoedByAStateThatNotAllOfItsPagesWereIn() {
    trusted()
        .converts(0, "ram-node0", 0x5000, SHARED)
        .size(16 * Guest.PAGE)
        .requests("ram-node0", 0, PRIVATE)
        .changes(0, SHARED, PRIVATE)
        .requests("ram-node1", 0, SHARED)
        .changes(0, PRIVATE, SHARED);

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 shared: ram-node0 by map",
            "0x0 private: [] by unattributed",
            "0x0 shared: ram-node1 by map");
  }

  /** Threads at the same page say what was not so. */
  @Test
  void isNotVetoedWhereNoOtherBlockReaches() {
    var plain = new Guest(GuestMemory.plain(), vm);
    plain.boots().allocates("pc.ram");
    for (int i = 0; i < 17; i++) {
      plain.converts(0, "pc.ram", 3 * GIB + i * Guest.PAGE, SHARED);
    }
    plain.requests("pc.ram", GIB, SHARED).changes(GIB, SHARED, SHARED);

    assertThat(results.attributions()).endsWith("0x40000000 shared: pc.ram by map");
  }

  @Test
  void isNotVetoedWhereAConversionWasUnattributed() {
    trusted()
        .exits(0)
        .requests("ram-node0", 0x5000, SHARED)
        .exits(1)
        .requests("ram-node1", 0x5000, SHARED)
        .changes(0x5000, PRIVATE, SHARED)
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x5000, SHARED)
        .changes(0x5000, SHARED, SHARED)
        .waits(Duration.ofMillis(1500))
        .idles(100);

    assertThat(results.attributions())
        .containsExactly("0x5000 shared: [] by unattributed", "0x5000 shared: ram-node0 by map");
  }

  @Test
  void isNotVetoedBehindAReset() {
    trusted().converts(0, "ram-node0", 0x5000, SHARED);
    vm.reset();
    guest.converts(0, "ram-node0", 0x5000, SHARED);
    guest.requests("ram-node0", 0x5000, SHARED).changes(0x5000, PRIVATE, SHARED);

    assertThat(results.attributions()).containsOnly("0x5000 shared: ram-node0 by map").hasSize(3);
  }

  @Test
  void isOpenWhereADiscardOfAnotherBlockComesInsteadOfItsOwn() {
    guest
        .bootsWithNames()
        .converts(0, "ram-node0", 0x1000, PRIVATE)
        .converts(0, "ram-node1", 0x1000, PRIVATE)
        .requests("ram-node0", 0x5000, PRIVATE) // refused, and ram-node1's is not traced
        .changes(0x5000, PRIVATE)
        .discards("ram-node1", 0x5000)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: ram-node0 by map",
            "0x1000 private: ram-node1 by map",
            "0x5000 private: [] by unattributed");
  }

  @Test
  void isCorrectedThoughDiscardsOfOtherBlocksAgreed() {
    guest
        .bootsWithNames()
        .converts(0, "ram-node0", 0x1000, PRIVATE)
        .converts(0, "ram-node1", 0x1000, PRIVATE)
        .converts(0, "ram-node1", 0x5000, SHARED)
        .converts(0, "ram-node0", 0x2000, PRIVATE);
    vm.discarded(new Discarded("other", guest.block("ram-node1").host() + 0x7000, Guest.PAGE, -1));

    assertThat(results.attributions()).endsWith("0x5000 shared: [] by unattributed").hasSize(5);
    assertThat(results.conversions)
        .extracting(Conversion::getCorrects)
        .containsExactly(null, null, null, null, "ram-node1");
  }
}
