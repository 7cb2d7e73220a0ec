package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.MIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A request is a candidate until something shows that it is over. */
class CandidatesTest {

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
}
