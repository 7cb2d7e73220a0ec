package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A confidential VM is reset: slots go and come back, in one process, with new guest_memfds. */
class ResetInPlaceTest {

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm();
  private final GuestMemory memory = GuestMemory.numa();
  private final Guest guest = new Guest(memory, vm);

  /**
   * Without {@code kvm_reset_vmfd}, which tells it at once.
   *
   * @param shift of file descriptors; they are often the same numbers
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void makesAllPrivateAndKeepsNamesWhereOnlySlotsTellOfIt(int shift) {
    guest.boots();
    guest.converts(0, "ram-node0", 0x1000, PRIVATE).converts(0, "ram-node0", 0x1000, SHARED);
    guest.converts(1, "ram-node1", 0x1000, PRIVATE).converts(1, "ram-node1", 0x1000, SHARED);
    int slots = memory.mappings().size();
    for (int slot = 0; slot < slots; slot++) {
      guest.unmaps(slot);
    }
    for (int slot = 0; slot < slots; slot++) {
      mapsAgain(slot, shift);
    }
    guest.converts(0, "ram-node0", 0x2000, SHARED).converts(1, "ram-node1", 0x2000, SHARED);

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: [] by map",
            "0x1000 shared: ram-node0 by map",
            "0x1000 private: [] by map",
            "0x1000 shared: ram-node1 by map",
            "0x2000 shared: ram-node0 by map",
            "0x2000 shared: ram-node1 by map");
    assertThat(vm.shared())
        .contains(
            new VmConversions.Shared("ram-node0", Guest.PAGE, 1),
            new VmConversions.Shared("ram-node1", Guest.PAGE, 1));
  }

  private void mapsAgain(int slot, int shift) {
    var mapping = memory.mappings().get(slot);
    var block = mapping.block();
    int memfd = block.memfd() < 0 ? -1 : block.memfd() + shift;
    long userspace = block.host() + mapping.offset();
    vm.slot(new SlotSet(slot, mapping.gpa(), mapping.size(), userspace, memfd, mapping.offset()));
  }
}
