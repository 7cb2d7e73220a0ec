package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.attribution.change.HeldDiscards;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import org.junit.jupiter.api.Test;

/** Records that changed places: a discard is of no change that was later, but of any before. */
class DiscardTimeTest {

  private static final long OFFSET = 0x7000;
  private static final long START_NS = Guest.NOON.getEpochSecond() * 1_000_000_000L + 1_000_000;

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();
  private final GuestMemory memory = GuestMemory.numa();
  private long position;

  private void boots() {
    new Guest(memory, vm).bootsWithNames().runs(0).runs(1);
    request("ram-node0");
    request("ram-node1");
  }

  private void request(String block) {
    long gpa = memory.gpa(memory.block(block), OFFSET);
    vm.requested(new Requested(START_NS, gpa, Guest.PAGE, PRIVATE, -1));
  }

  private void changes(long atNs) {
    long ns = START_NS + atNs;
    vm.changed(new Changed(ns, position++, OFFSET, Guest.PAGE, SHARED, PRIVATE, -1));
  }

  private void discards(String block, long atNs) {
    long host = memory.block(block).host() + OFFSET;
    vm.discarded(new Discarded(START_NS + atNs, block, host, Guest.PAGE, 0, -1));
  }

  /** For memory that was not converted. */
  private void discardsOfNobody() {
    long host = memory.block("ram-node0").host();
    vm.discarded(new Discarded(START_NS + 2500, "ram-node0", host, Guest.PAGE, 0, -1));
  }

  /** Node 0's change and discard were first, and node 1's change was written before them. */
  @Test
  void namesNoChangeThatCameLater() {
    boots();
    changes(5000);
    discards("ram-node0", 3000);
    changes(2000);
    discards("ram-node1", 6000);
    vm.silence();

    assertThat(results.attributions())
        .containsExactly(
            "0x7000 private: [ram-node0, ram-node1] by pair",
            "0x7000 private: [ram-node0, ram-node1] by pair");
  }

  @Test
  void namesTheChangeThatWasBefore() {
    boots();
    changes(2000);
    discards("ram-node1", 3000);
    changes(5000);
    discards("ram-node0", 6000);
    vm.silence();

    assertThat(results.attributions())
        .containsExactly(
            "0x7000 private: ram-node1 by discard", "0x7000 private: ram-node0 by map");
  }

  /** Node 1's change is under way when node 0's discard stands in front of its change. */
  private void discardsBeforeItChanges() {
    boots();
    request("ram-node0"); // as a third, so that two changes are no pair
    changes(1000);
    discards("ram-node0", 3000);
  }

  @Test
  void waitsForAChangeThatWasFirstAndStandsBehindIt() {
    discardsBeforeItChanges();
    changes(2000);
    discards("ram-node1", 4000);
    vm.silence();

    assertThat(results.attributions())
        .containsExactly(
            "0x7000 private: [ram-node0, ram-node1] by pair",
            "0x7000 private: [ram-node0, ram-node1] by pair");
  }

  @Test
  void waitsOnlyUntilSomethingLaterIsRead() {
    discardsBeforeItChanges();
    vm.progress(START_NS + 3000, 60);
    assertThat(results.attributions()).isEmpty();

    vm.progress(START_NS + 3001, 60);

    assertThat(results.attributions()).containsExactly("0x7000 private: ram-node0 by discard");
  }

  @Test
  void waitsOnlyUntilTheTraceEnds() {
    discardsBeforeItChanges();
    vm.silence();

    assertThat(results.attributions()).containsExactly("0x7000 private: ram-node0 by discard");
  }

  @Test
  void waitsOnlyUntilEventsAreLost() {
    discardsBeforeItChanges();
    vm.lost(1);

    assertThat(results.attributions()).containsExactly("0x7000 private: ram-node0 by discard");
  }

  /** Stamps of whole seconds do not tell which was first. */
  @Test
  void doesNotWaitByTheSecond() {
    long second = 1_000_000_000L - 1_000_000;
    boots();
    changes(second);
    discards("ram-node1", second);

    assertThat(results.attributions()).containsExactly("0x7000 private: ram-node1 by discard");
  }

  @Test
  void waitsInBounds() {
    discardsBeforeItChanges();
    for (int i = 0; i < HeldDiscards.MAX; i++) {
      assertThat(results.attributions()).isEmpty();
      discardsOfNobody();
    }

    assertThat(results.attributions()).containsExactly("0x7000 private: ram-node0 by discard");
  }

  /** By an hour, between the two; then times say nothing. */
  @Test
  void mayHaveAClockThatWasSetBack() {
    boots();
    changes(2000);
    discards("ram-node1", 3000 - 3_600_000_000_000L);
    vm.silence();

    assertThat(results.attributions()).containsExactly("0x7000 private: ram-node1 by discard");
  }
}
