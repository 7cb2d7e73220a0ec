package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How large conversions are, and which of them one request could have done. */
class SizeMixTest {

  private static final long MIB = 1 << 20;

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm("10s");

  private Guest plain() {
    return Guest.plain(vm);
  }

  private RamBlockConversions ram() {
    vm.silence();
    return results.blocks.stream()
        .filter(block -> block.getBlock().equals("pc.ram"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void countsBySize() {
    plain()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .size(8192)
        .converts(0, "pc.ram", 0x4000, SHARED)
        .size(2 * MIB)
        .converts(0, "pc.ram", 2 * MIB, SHARED)
        .size(4 * MIB)
        .converts(0, "pc.ram", 4 * MIB, SHARED);

    assertThat(ram().getPageSized()).isEqualTo(1);
    assertThat(ram().getFrameSized()).isEqualTo(2);
    assertThat(ram().getLarger()).isEqualTo(1);
    assertThat(results.vms.get(0).getFrameSized()).isEqualTo(2);
  }

  /** Two vCPUs, each with a run of its own, and in another block. */
  @Test
  void mergesWhatGoesOnWhereAnotherEnded() {
    plain()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .converts(1, "pc.ram", 0x9000, SHARED)
        .converts(0, "pc.ram", 0x2000, SHARED)
        .converts(0, "pc.bios", 0x3000, SHARED)
        .converts(1, "pc.ram", 0xa000, SHARED)
        .converts(0, "pc.ram", 0x3000, SHARED);

    assertThat(ram().getMergeable()).isEqualTo(3);
    assertThat(results.vms.get(0).getMergeable()).isEqualTo(3);
  }

  @Test
  void mergesNoOtherDirectionAndNothingFallingLateOrLarger() {
    plain()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .converts(0, "pc.ram", 0x2000, PRIVATE)
        .converts(0, "pc.ram", 0x1000, PRIVATE)
        .converts(0, "pc.ram", 0x5000, SHARED)
        .waits(Duration.ofMillis(11))
        .converts(0, "pc.ram", 0x6000, SHARED)
        .size(8192)
        .converts(0, "pc.ram", 0x7000, SHARED);

    assertThat(ram().getMergeable()).isZero();
  }

  @Test
  void mergesNothingOfAnotherThread() {
    plain()
        .thread(11)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .thread(12)
        .converts(1, "pc.ram", 0x2000, SHARED)
        .converts(1, "pc.ram", 0x3000, SHARED);

    assertThat(ram().getMergeable()).isEqualTo(1);
  }

  @Test
  void countsSplitFramesOfAGibibyte() {
    plain()
        .size(1024 * MIB)
        .converts(0, "pc.ram", 0, SHARED)
        .size(Guest.PAGE)
        .converts(0, "pc.ram", 1024 * MIB, SHARED)
        .converts(0, "pc.ram", 1026 * MIB, SHARED);

    assertThat(ram().getSplitFrames()).isEqualTo(2);
    assertThat(ram().getSplitLargeFrames()).isEqualTo(1);
    assertThat(results.vms.get(0).getSplitLargeFrames()).isEqualTo(1);
  }

  @Test
  void countsTheSameAfterARestart() throws IOException {
    plain().converts(0, "pc.ram", 0x1000, SHARED).converts(0, "pc.ram", 0x2000, SHARED);
    var bytes = new ByteArrayOutputStream();
    vm.encode(new DataOutputStream(bytes));
    var after = new CollectedResults();
    var restarted = after.ofVm("10s");
    restarted.decode(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    long laterNs = Guest.NOON.getEpochSecond() * 1_000_000_000L + 1_000_000;
    for (var one : new VmConversions[] {vm, restarted}) {
      one.requested(new Requested(laterNs, 0x3000, Guest.PAGE, SHARED, -1));
      one.changed(new Changed(laterNs, 0, 0x3000, Guest.PAGE, PRIVATE, SHARED, -1));
      one.silence();
    }

    assertThat(ram().getMergeable()).isEqualTo(2);
    assertThat(after.blocks).isEqualTo(results.blocks);
  }
}
