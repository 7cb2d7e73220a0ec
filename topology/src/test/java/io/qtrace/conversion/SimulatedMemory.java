package io.qtrace.conversion;

import io.qtrace.conversion.GuestMemory.Block;
import io.qtrace.conversion.GuestMemory.Mapping;
import io.qtrace.conversion.SimulationOptions.Traced;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.fact.MemoryEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The memory of a simulated guest: plugged and unplugged, reset, and that of another process. */
final class SimulatedMemory {

  private final BiConsumer<Traced, Consumer<MemoryEvents>> emit;
  private GuestMemory memory;

  /** The slot whose memory was taken out; -1 if all is there. */
  private int unplugged = -1;

  /**
   * @param emit takes what QEMU says of it
   */
  SimulatedMemory(GuestMemory memory, BiConsumer<Traced, Consumer<MemoryEvents>> emit) {
    this.memory = memory;
    this.emit = emit;
  }

  /** Where the guest finds a byte of a block. */
  long gpa(Block block, long offset) {
    return memory.gpa(block, offset);
  }

  void boot() {
    for (var block : memory.blocks()) {
      emit.accept(
          Traced.ALLOCATIONS,
          to -> to.allocated(new Allocated(block.name(), block.size(), block.host())));
    }
    for (int slot = 0; slot < memory.mappings().size(); slot++) {
      map(slot, true);
    }
  }

  private void map(int slot, boolean isMapped) {
    var mapping = memory.mappings().get(slot);
    var block = mapping.block();
    long offset = mapping.offset();
    long size = isMapped ? mapping.size() : 0;
    emit.accept(
        Traced.SLOTS,
        to ->
            to.slot(
                new SlotSet(
                    slot, mapping.gpa(), size, block.host() + offset, block.memfd(), offset)));
  }

  /** All is taken out and mapped again. */
  void reset() {
    int last = memory.mappings().size() - 1;
    for (int slot = 0; slot <= last; slot++) {
      mapIfThere(slot, false);
    }
    for (int slot = 0; slot <= last; slot++) {
      mapIfThere(slot, true);
    }
  }

  /** It is another process's from now on. */
  void restart() {
    memory = memory.inAnotherProcess();
    unplugged = -1;
    boot();
  }

  boolean isUnplugged() {
    return unplugged >= 0;
  }

  private void mapIfThere(int slot, boolean isMapped) {
    if (slot != unplugged) {
      map(slot, isMapped);
    }
  }

  void unplug() {
    int slot = memory.largest();
    map(slot, false);
    unplugged = slot;
  }

  /** Another block is put in where one was taken out. */
  void plug(String name) {
    int slot = unplugged;
    memory = memory.withAnotherBlockIn(slot, name);
    var block = memory.mappings().get(slot).block();
    emit.accept(
        Traced.ALLOCATIONS,
        to -> to.allocated(new Allocated(block.name(), block.size(), block.host())));
    unplugged = -1;
    map(slot, true);
  }

  /** What is there and can be converted. */
  List<Mapping> convertible() {
    var there = new ArrayList<Mapping>();
    for (int slot = 0; slot < memory.mappings().size(); slot++) {
      var mapping = memory.mappings().get(slot);
      if (slot != unplugged && mapping.block().memfd() >= 0) {
        there.add(mapping);
      }
    }
    return there;
  }
}
