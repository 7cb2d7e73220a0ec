package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.fact.MemoryState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was under way before a pause or a loss is so behind it, and is taken for nobody else's. */
class PauseAndLossTest {

  private static final Duration PAUSE = Duration.ofSeconds(3);

  private static final long HOLE = 300 << 10;

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();
  private final Guest guest = new Guest(GuestMemory.numa(), vm);

  private Guest requestsBothNodes(MemoryState state) {
    return guest.requests("ram-node0", 0x5000, state).requests("ram-node1", 0x5000, state);
  }

  @Test
  void doesNotTakeTheDiscardOfAChangeBeforeAPauseForAnotherOnes() {
    guest.bootsWithNames();
    requestsBothNodes(PRIVATE)
        .changes(0x5000, PRIVATE) // of ram-node1
        .waits(PAUSE)
        .idles(100)
        .changes(0x5000, PRIVATE)
        .discards("ram-node1", 0x5000) // of the first
        .discards("ram-node0", 0x5000)
        .fallsSilent();

    assertThat(results.attributions())
        .containsOnly("0x5000 private: [] by unattributed")
        .hasSize(2);
  }

  @Test
  void doesNotGiveUpADiscardBecauseOfAPause() {
    guest
        .bootsWithNames()
        .converts(0, "ram-node0", 0x1000, PRIVATE)
        .requests("ram-node0", 0x5000, PRIVATE)
        .changes(0x5000, PRIVATE)
        .waits(PAUSE)
        .discards("ram-node0", 0x5000)
        .converts(0, "ram-node0", 0x6000, PRIVATE);

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: ram-node0 by map",
            "0x5000 private: ram-node0 by map",
            "0x6000 private: ram-node0 by map");
  }

  @Test
  void doubtsTheOnlyRequestBehindALossAndAPause() {
    guest
        .bootsWithNames()
        .requests("ram-node0", 0x5000, SHARED) // refused
        .loses(100) // and among them a request of ram-node1
        .idles(HOLE)
        .exitsOtherwise(7)
        .waits(PAUSE)
        .changes(0x5000, SHARED)
        .fallsSilent();

    assertThat(results.attributions()).containsExactly("0x5000 shared: [] by unattributed");
  }

  /** That all vCPUs went on shows that the request is over: its change was this one. */
  @Test
  void doubtsAChangeThatCameNearALossWhenTheLossIsFarAway() {
    guest
        .bootsWithNames()
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x5000, SHARED) // refused
        .loses(100) // and among them a request of ram-node1
        .idles(HOLE)
        .changes(0x5000, SHARED)
        .exits(0)
        .exits(1)
        .tells(GuestMemory.numa().layout(4711))
        .fallsSilent();

    assertThat(results.attributions()).containsExactly("0x5000 shared: [] by unattributed");
  }

  /** A change is lost, and the discard of another one. */
  @Test
  void doesNotNameAChangeByTheDiscardOfOneThatIsLost() {
    guest.bootsWithNames().idles(HOLE);
    requestsBothNodes(PRIVATE)
        .changes(0x5000, PRIVATE) // of ram-node1
        .loses(100)
        .discards("ram-node0", 0x5000)
        .waits(Duration.ofMillis(1500))
        .idles(100)
        .fallsSilent();

    assertThat(results.attributions()).containsExactly("0x5000 private: [] by unattributed");
  }

  @Test
  void doesNotCountWhileOthersAreUnderWayThatAPauseHoldsUp() {
    learnsNode0();
    requestsBothNodes(SHARED)
        .requests("ram-node0", 0x9000, SHARED)
        .changes(0x5000, SHARED) // of ram-node1, of which nobody knows where it lies
        .waits(PAUSE)
        .changes(0x5000, SHARED)
        .changes(0x9000, SHARED)
        .fallsSilent();

    assertThat(results.attributions().subList(300, 303))
        .containsExactly(
            "0x5000 shared: [] by unattributed",
            "0x5000 shared: [] by unattributed",
            "0x9000 shared: ram-node0 by map");
  }

  @Test
  void countsOutRequestsWithoutAPlaceOfAQuietGuestThatPauses() {
    learnsNode0();
    guest.requestsAt(0xfec0_0000L, SHARED); // a device
    for (int i = 0; i < 5; i++) {
      guest
          .waits(PAUSE)
          .requests("ram-node0", i * Guest.PAGE, SHARED)
          .changes(i * Guest.PAGE, SHARED);
    }
    guest.waits(PAUSE).idles(100).waits(PAUSE).idles(100);

    assertThat(results.attributions().subList(300, 305))
        .allSatisfy(found -> assertThat(found).endsWith("shared: ram-node0 by map"));
  }

  private void learnsNode0() {
    guest.runs(0);
    for (int i = 0; i < 300; i++) {
      guest.converts(0, "ram-node0", i * Guest.PAGE, PRIVATE);
    }
  }

  /** Its discard named it when no slot had told yet where it lies. */
  @Test
  void aBlockAndTheSlotThatComesLaterAreOneMemory() {
    guest.discards("pc.bios", 0x7000).maps(0).maps(3);
    for (int i = 0; i < 300; i++) {
      guest.exits(0);
    }
    guest.converts(0, "pc.bios", 0x1000, PRIVATE).converts(0, "pc.bios", 0x2000, SHARED);

    assertThat(results.attributions())
        .containsExactly("0x1000 private: [] by map", "0x2000 shared: pc.bios by map");
  }
}
