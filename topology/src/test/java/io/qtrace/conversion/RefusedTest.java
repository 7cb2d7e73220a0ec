package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent.Exited;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Requests without a change, as far as that is certain. */
class RefusedTest {

  /** OVMF asks for it on each start: the I/O APIC. */
  private static final long MMIO = 0xfec00000L;

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm("10s");

  private Guest plain() {
    return Guest.plain(vm);
  }

  private Long refused() {
    vm.silence();
    return results.vms.stream().mapToLong(ConversionRollup::getRefused).sum();
  }

  @Test
  void areThoseWhoseVcpuLeavesTheGuestAgain() {
    plain()
        .exits(0)
        .requestsAt(MMIO, SHARED)
        .exitsOtherwise(0)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .exits(0);

    assertThat(refused()).isEqualTo(1);
    assertThat(results.vms).extracting(ConversionRollup::getCount).containsExactly(1L);
  }

  @Test
  void areThoseWhoseThreadAsksForSomethingElse() {
    plain()
        .thread(11)
        .requests("pc.ram", 0x1000, SHARED)
        .requests("pc.ram", 0x2000, SHARED)
        .changes(0x2000, SHARED);

    assertThat(refused()).isEqualTo(1);
  }

  /** And have a window of their own, if nothing else is in it. */
  @Test
  void areInTheWindowOfTheirRequest() {
    plain()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .waits(Duration.ofSeconds(10))
        .exits(0)
        .requestsAt(MMIO, SHARED)
        .waits(Duration.ofSeconds(10))
        .exits(0);
    vm.silence();

    assertThat(results.vms)
        .extracting(
            window -> window.getWindowStart().getEpochSecond() - Guest.NOON.getEpochSecond(),
            ConversionRollup::getCount,
            ConversionRollup::getRefused)
        .containsExactly(tuple(0L, 1L, 0L), tuple(10L, 0L, 1L));
  }

  /** Either vCPU may have made it, and only one of them went on. */
  @Test
  void areNotThoseThatMayBeUnderWay() {
    plain().exits(0).exits(1).requests("pc.ram", 0x1000, SHARED).exits(0);

    assertThat(refused()).isZero();
  }

  @Test
  void areNotKnownWithoutExitsAndThreads() {
    plain()
        .requests("pc.ram", 0x2000, SHARED)
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED);

    assertThat(refused()).isZero();
  }

  /** Its change may be in the hole. */
  @Test
  void areNotThoseNearALoss() {
    plain().exits(0).requests("pc.ram", 0x1000, SHARED).loses(1).exits(0);

    assertThat(refused()).isZero();
  }

  /** The vCPU that made it may be one that has not been seen yet. */
  @Test
  void areNotThoseAtTheBeginningOfATrace() {
    new Guest(GuestMemory.plain(), vm)
        .tells(GuestMemory.plain().layout(4711))
        .exits(0)
        .requestsAt(MMIO, SHARED)
        .runs(0)
        .exits(0)
        .requestsAt(MMIO, SHARED)
        .exits(0);

    assertThat(refused()).isEqualTo(1);
  }

  /** The change may be of the one or the other; when the next one goes on, nobody can tell. */
  @Test
  void areNotThoseWhoseChangeMayHaveCome() {
    plain()
        .exits(0)
        .exits(1)
        .requests("pc.ram", 0x1000, SHARED)
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED)
        .exits(0)
        .exits(1);

    assertThat(refused()).isZero();
  }

  /** Each with what is known of it. */
  @Test
  void areRecords() {
    plain()
        .exits(0)
        .causes(Cause.EXPLICIT, "pc.ram", 0x1000)
        .requests("pc.ram", 0x1000, SHARED)
        .exits(0)
        .thread(71)
        .requestsAt(MMIO, SHARED);

    assertThat(results.refused)
        .extracting(
            RefusedConversion::getReason,
            RefusedConversion::getBlock,
            RefusedConversion::getOffset,
            RefusedConversion::getGpa,
            RefusedConversion::getSize,
            RefusedConversion::getTo,
            RefusedConversion::getCause,
            RefusedConversion::getThreadId,
            RefusedConversion::getRet)
        .containsExactly(
            tuple("no-change", "pc.ram", 0x1000L, 0x1000L, 4096L, "shared", "explicit", null, null),
            tuple("nothing-there", null, null, MMIO, 4096L, "shared", null, 71L, null));
    assertThat(results.refused.get(0).getVm()).isEqualTo("vm-7");
    assertThat(results.refused.get(0).getPid()).isEqualTo(4711);
  }

  /** The memory is private, and the pages that were shared are there as well. */
  @Test
  void areNotConversionsWhoseDiscardFails() {
    plain()
        .exits(0)
        .requests("pc.ram", 0x1000, PRIVATE)
        .changes(0x1000, PRIVATE)
        .failsToDiscard("pc.ram", 0x1000, -12)
        .exits(0);

    assertThat(refused()).isZero();
    assertThat(results.vms)
        .extracting(ConversionRollup::getCount, ConversionRollup::getFailedDiscards)
        .containsExactly(tuple(1L, 1L));
    assertThat(results.refused)
        .extracting(
            RefusedConversion::getReason,
            RefusedConversion::getBlock,
            RefusedConversion::getOffset,
            RefusedConversion::getGpa,
            RefusedConversion::getTo,
            RefusedConversion::getRet)
        .containsExactly(tuple("discard-failed", "pc.ram", 0x1000L, null, "private", -12L));
  }

  @Test
  void areTheSameAfterARestart() throws IOException {
    plain().exits(0).requestsAt(MMIO, SHARED).exits(0).requests("pc.ram", 0x1000, SHARED);
    var bytes = new ByteArrayOutputStream();
    vm.encode(new DataOutputStream(bytes));
    var after = new CollectedResults();
    var restarted = after.ofVm("10s");
    restarted.decode(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    for (var one : new VmConversions[] {vm, restarted}) {
      one.exited(new Exited(0, true));
      one.silence();
    }

    assertThat(after.vms).extracting(ConversionRollup::getRefused).containsExactly(2L);
    assertThat(after.vms).isEqualTo(results.vms);
  }
}
