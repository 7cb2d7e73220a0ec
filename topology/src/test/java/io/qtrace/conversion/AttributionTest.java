package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.GIB;
import static io.qtrace.conversion.GuestMemory.MIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
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
}
