package io.qtrace.conversion;

import static io.qtrace.conversion.GuestMemory.GIB;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.SimulationOptions.Loss;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slot was lost, and nothing has said yet that anything was: the map seems to be complete. */
@Tag("slow")
class LostSlotTest {

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();

  /** The slots of the firmware, which come last, are missing. */
  private final Guest guest =
      new Guest(GuestMemory.plain(), vm).maps(0).maps(1).allocates("pc.ram").allocates("pc.bios");

  @Test
  void aThreadThatWasAtNothingShowsIt() {
    guest
        .runs(0)
        .thread(100)
        .requests("pc.bios", 0x5000, SHARED)
        .changes(0x5000, SHARED)
        .requests("pc.bios", 0x6000, PRIVATE)
        .changes(0x6000, PRIVATE)
        .discards("pc.bios", 0x6000)
        .requests("pc.ram", 0x7000, SHARED)
        .changes(0x7000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 shared: [] by unattributed",
            "0x6000 private: pc.bios by discard",
            "0x7000 shared: pc.ram by map");
  }

  @Test
  void whoMayHaveBeenAtNothingLeavesTheBlockOpen() {
    guest.runs(0).exits(0).requests("pc.bios", 0x5000, SHARED).changes(0x5000, SHARED);
    guest.exits(0).changes(GIB, SHARED).fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x5000 shared: [] by unattributed", "0x40000000 shared: pc.ram by only-fit");
  }

  /** QEMU refuses a device's memory; the request that the change is of was lost. */
  @Test
  void anotherThreadAtADeviceShowsNothing() {
    guest.runs(0).thread(100).requestsAt(0xfee0_0000L, SHARED);
    guest.thread(101).changes(0x5000, SHARED).fallsSilent();

    assertThat(results.attributions()).containsExactly("0x5000 shared: pc.ram by only-fit");
    assertThat(results.refused).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"false,-420", "true,665", "false,450"})
  void noGuestHasAWrongBlock(boolean isNuma, long seed) {
    var memory = isNuma ? GuestMemory.numa() : GuestMemory.plain();
    var options = SimulationOptions.everything(memory).losing(Loss.BEFORE_DROPPED_RECORD);
    var simulation = new Simulation(options, seed);

    simulation.play(vm);

    var score = Score.of(simulation, results);
    assertThat(score.wrong()).isEmpty();
    assertThat(score.attributed()).isGreaterThan(0.98);
  }
}
