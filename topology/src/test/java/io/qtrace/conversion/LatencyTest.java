package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long conversions took, and which of them nobody can tell. Guests say a thing a µs. */
class LatencyTest {

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm("10s");

  private Guest plain() {
    return Guest.plain(vm);
  }

  private Guest numa() {
    return new Guest(GuestMemory.numa(), vm).boots();
  }

  @Test
  void isFromTheRequestToTheChange() {
    plain()
        .exits(0)
        .requests("pc.ram", 0x1000, SHARED)
        .waits(Duration.ofNanos(8_000))
        .changes(0x1000, SHARED)
        .converts(0, "pc.ram", 0x1000, PRIVATE)
        .fallsSilent();

    assertThat(results.conversions)
        .extracting(Conversion::getLatencyNs)
        .containsExactly(9_000L, 1_000L);
  }

  @Test
  void isOfWindowsByDirection() {
    var guest = plain();
    for (int i = 1; i <= 99; i++) {
      guest.converts(0, "pc.ram", i * Guest.PAGE, SHARED);
    }
    guest
        .exits(0)
        .requests("pc.bios", 0x1000, SHARED)
        .waits(Duration.ofMillis(3))
        .changes(0x1000, SHARED)
        .converts(0, "pc.ram", 0x1000, PRIVATE)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(
            RamBlockConversions::getBlock,
            RamBlockConversions::getLatencyToSharedCount,
            RamBlockConversions::getLatencyToSharedMaxNs,
            RamBlockConversions::getLatencyToPrivateCount,
            RamBlockConversions::getLatencyToPrivateMaxNs)
        .containsExactly(
            tuple("pc.bios", 1L, 3_001_000L, 0L, 0L), tuple("pc.ram", 99L, 1_000L, 1L, 1_000L));
    var sum = results.vms.get(0);
    assertThat(sum.getLatencyToSharedCount()).isEqualTo(100);
    assertThat(sum.getLatencyToSharedP50Ns()).isBetween(990L, 1_010L);
    assertThat(sum.getLatencyToSharedP99Ns()).isBetween(990L, 1_010L);
    assertThat(sum.getLatencyToSharedMaxNs()).isEqualTo(3_001_000);
    assertThat(sum.getLatencyToPrivateP50Ns()).isBetween(990L, 1_010L);
  }

  @Test
  void isNotKnownWithoutARequest() {
    plain().converts(0, "pc.ram", 0x1000, SHARED).changes(0x1000, PRIVATE);
    vm.silence();

    assertThat(results.conversions).extracting(Conversion::getLatencyNs).endsWith((Long) null);
    assertThat(results.vms)
        .extracting(ConversionRollup::getLatencyToPrivateCount)
        .containsExactly(0L);
  }

  /** Both asked for the same page: the block is known, the request is not. */
  @Test
  void isNotKnownOfEitherOfTwoEqualRequests() {
    plain()
        .exits(0)
        .exits(1)
        .requests("pc.ram", 0x1000, SHARED)
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED)
        .changes(0x1000, SHARED, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly("0x1000 shared: pc.ram by map", "0x1000 shared: pc.ram by map");
    assertThat(results.conversions).extracting(Conversion::getLatencyNs).containsOnlyNulls();
  }

  @Test
  void isKnownOfEqualRequestsByTheirThreads() {
    plain()
        .thread(11)
        .requests("pc.ram", 0x1000, SHARED)
        .thread(12)
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED)
        .thread(11)
        .changes(0x1000, SHARED, SHARED)
        .fallsSilent();

    assertThat(results.conversions)
        .extracting(Conversion::getLatencyNs)
        .containsExactly(1_000L, 3_000L);
  }

  @Test
  void isNotKnownOfAPair() {
    numa()
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x1000, SHARED)
        .requests("ram-node1", 0x1000, SHARED)
        .changes(0x1000, SHARED)
        .changes(0x1000, SHARED)
        .fallsSilent();

    assertThat(results.conversions)
        .extracting(Conversion::getRule, Conversion::getLatencyNs)
        .containsExactly(tuple("pair", null), tuple("pair", null));
  }

  @Test
  void isKnownOfTwoThatDiscardsTellApart() {
    numa()
        .exits(0)
        .exits(1)
        .requests("ram-node0", 0x1000, PRIVATE)
        .requests("ram-node1", 0x1000, PRIVATE)
        .changes(0x1000, PRIVATE)
        .discards("ram-node0", 0x1000)
        .changes(0x1000, PRIVATE)
        .discards("ram-node1", 0x1000)
        .fallsSilent();

    assertThat(results.conversions)
        .extracting(Conversion::getRule, Conversion::getLatencyNs)
        .containsExactly(tuple("discard", 2_000L), tuple("map", 3_000L));
  }

  /** Another request for that page may be in the hole, whose change this is. */
  @Test
  void isNotKnownNearALoss() {
    plain().converts(0, "pc.ram", 0x1000, SHARED).loses(3).converts(0, "pc.ram", 0x1000000, SHARED);
    vm.silence();

    assertThat(results.attributions()).endsWith("0x1000000 shared: pc.ram by map");
    assertThat(results.conversions)
        .extracting(Conversion::getLatencyNs)
        .containsExactly(1_000L, null);
  }

  /** A request from before the trace may still get its change. */
  @Test
  void isNotKnownAtTheBeginningOfATrace() {
    new Guest(GuestMemory.plain(), vm)
        .tells(GuestMemory.plain().layout(4711))
        .converts(0, "pc.ram", 0x1000, SHARED)
        .runs(0)
        .converts(0, "pc.ram", 0x2000, SHARED)
        .fallsSilent();

    assertThat(results.conversions)
        .extracting(Conversion::getBlock, Conversion::getLatencyNs)
        .containsExactly(tuple("pc.ram", null), tuple("pc.ram", 1_000L));
  }

  /** A log without time stamps, or with those of whole seconds. */
  @Test
  void isNotKnownWhereTimesAreNot() {
    var guest = plain();
    long gpa = 0x1000;
    vm.requested(new Requested(Requested.NO_TIME, gpa, Guest.PAGE, SHARED, -1));
    guest.changes(0x1000, SHARED).waits(Duration.ofSeconds(1));
    vm.requested(new Requested(1_800_000_000_000_000_000L, gpa, Guest.PAGE, PRIVATE, -1));
    vm.changed(new Changed(1_800_000_000_000_000_000L, 0, 0x1000, Guest.PAGE, SHARED, PRIVATE, -1));
    vm.requested(new Requested(1_800_000_000_000_000_500L, gpa, Guest.PAGE, SHARED, -1));
    vm.changed(new Changed(1_800_000_000_000_000_000L, 0, 0x1000, Guest.PAGE, PRIVATE, SHARED, -1));
    guest.fallsSilent();

    assertThat(results.attributions()).hasSize(3).allMatch(found -> found.endsWith("by map"));
    assertThat(results.conversions).extracting(Conversion::getLatencyNs).containsOnlyNulls();
  }

  /** The second name at that address shows that other memory is there. */
  @Test
  void isTakenBackWithTheBlock() {
    var guest = plain().converts(0, "pc.ram", 0x1000, PRIVATE);
    guest.converts(0, "pc.ram", 0x2000, SHARED).converts(0, "pc.bios", 0x1000, SHARED);
    long host = guest.block("pc.ram").host();
    vm.discarded(new Discarded("another", host + 0x5000, Guest.PAGE, -1));
    guest.fallsSilent();

    assertThat(results.conversions)
        .filteredOn(conversion -> conversion.getCorrects() != null)
        .extracting(Conversion::getCorrects, Conversion::getLatencyNs)
        .contains(tuple("pc.ram", null));
    assertThat(results.blocks)
        .filteredOn(window -> window.getBlock().equals("pc.ram"))
        .extracting(
            RamBlockConversions::getToShared,
            RamBlockConversions::getLatencyToSharedCount,
            RamBlockConversions::getLatencyToSharedMaxNs)
        .containsExactly(tuple(0L, 0L, 0L));
  }

  @Test
  void isTheSameAfterARestart() throws IOException {
    var guest = plain().converts(0, "pc.ram", 0x1000, SHARED).exits(0);
    guest.requests("pc.ram", 0x2000, SHARED);
    var bytes = new ByteArrayOutputStream();
    vm.encode(new DataOutputStream(bytes));
    var after = new CollectedResults();
    var restarted = after.ofVm("10s");
    restarted.decode(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    long laterNs = Guest.NOON.getEpochSecond() * 1_000_000_000L + 1_000_000;
    for (var one : new VmConversions[] {vm, restarted}) {
      one.changed(new Changed(laterNs, 0, 0x2000, Guest.PAGE, PRIVATE, SHARED, -1));
      one.silence();
    }

    assertThat(after.vms).isEqualTo(results.vms);
    assertThat(after.vms).extracting(ConversionRollup::getLatencyToSharedCount).containsExactly(2L);
  }
}
