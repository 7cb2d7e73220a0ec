package io.qtrace.conversion.memory;

import io.qtrace.conversion.page.Footprint;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a process's memory, by source, and how much of it may be missing. Blocks begin
 * and end here. Not thread-safe.
 */
final class Known {

  final Blocks blocks = new Blocks();
  final Slots slots = new Slots();
  final LearntMemory learnt = new LearntMemory();
  final ToldMemory told = new ToldMemory();

  /** Blocks that are gone since this was asked. */
  private final List<RamBlock> retired = new ArrayList<>();

  /** Something shows that slots were set before tracing began. */
  private boolean beganLate;

  /** Events were lost where slots were set, so perhaps those of slots. */
  private boolean mayMissSlots;

  /** Slots are gone because QEMU is reset in place. */
  private boolean isBeingReset;

  /** Something may have changed what is shared without a conversion that is known. */
  private boolean mayMissStates;

  /** Whether the trace has seen QEMU begin. */
  boolean isFromStart() {
    return slots.isWithoutGap() && !beganLate;
  }

  /** Whether all guest memory is known. */
  boolean isComplete() {
    return isFromStart() && !mayMissSlots;
  }

  /** Whether all is known that was shared and made private, but where footprints say otherwise. */
  boolean hasStates() {
    return !mayMissStates && isFromStart();
  }

  /** Slots were set before tracing began. */
  void beganLate() {
    beganLate = true;
  }

  /** Trace events were lost where slots were set. */
  void slotsLost() {
    mayMissSlots = true;
  }

  /** Conversions may be missing, or footprints wrong. */
  void statesLost() {
    mayMissStates = true;
  }

  /** QEMU is reset in place: slots that go come back. */
  void isBeingReset() {
    isBeingReset = true;
  }

  /** The guest runs, so it has memory; true if QEMU was reset in place since it ran last. */
  boolean guestRuns() {
    beganLate |= slots.isEmpty();
    boolean wasReset = isBeingReset;
    if (isBeingReset) {
      isBeingReset = false; // what has not come back is gone
      blocks.all().forEach(block -> block.survivesReset &= slots.map(block));
    }
    return wasReset;
  }

  /** QEMU was reset in place: its guest_memfds are new, and all memory is private. */
  void reset() {
    statesLost();
    isBeingReset();
    for (var block : blocks.all()) {
      block.footprint = new Footprint();
      block.survivesReset = !slots.map(block);
    }
  }

  /** A block of which nothing is known yet. */
  RamBlock add() {
    if (blocks.isFull()) {
      var used = blocks.all().stream().filter(b -> slots.map(b) || learnt.map(b)).toList();
      forget(blocks.oldest(used));
      slotsLost();
    }
    var block = new RamBlock();
    blocks.add(block);
    return block;
  }

  private void forget(RamBlock block) {
    blocks.remove(block);
    slots.forget(block);
    learnt.forget(block);
  }

  /**
   * The memory was taken out of the guest. What is known of it does not hold for what comes there.
   */
  void retire(RamBlock block) {
    retired.add(block);
    if (block.isPlaced) {
      told.forgetAt(block.host);
    }
    forget(block);
  }

  /** The blocks that are gone since this was asked. */
  List<RamBlock> takeRetired() {
    if (retired.isEmpty()) {
      return List.of();
    }
    var gone = List.copyOf(retired);
    retired.clear();
    return gone;
  }

  /** Other memory lies where the block did, as a discard tells. */
  RamBlock replace(RamBlock old) {
    statesLost();
    var by = new RamBlock();
    by.place(old.host);
    by.size = old.size;
    by.guestMemfd = old.guestMemfd;
    blocks.add(by);
    slots.replace(old, by);
    retire(old);
    return by;
  }

  /** Adds what QEMU told of a block to what the trace did. */
  RamBlock complete(RamBlock block) {
    if (told.isEmpty()) {
      return block;
    }
    var known =
        block.name != null ? told.named(block.name) : block.isPlaced ? told.at(block.host) : null;
    if (known != null && (block.name != null || blocks.named(known.name()) == null)) {
      block.name = known.name();
      block.size = Math.max(block.size, known.size());
      if (!block.isPlaced && known.isPlaced()) {
        block.place(known.host());
      }
    }
    return block;
  }

  /** A block that QEMU told of. */
  RamBlock toldBlock(String name) {
    var block = blocks.named(name);
    if (block != null) {
      return block;
    }
    var made = add();
    made.name = name;
    return complete(made);
  }

  /** All of it was another process's, but this block, of which discards told. */
  void beginAnew(@Nullable RamBlock but) {
    blocks.all().clear();
    if (but != null) {
      blocks.add(but);
    }
    slots.clear();
    learnt.clear();
    told.clear();
    beganLate();
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(blocks.all(), block -> block.encode(out));
    slots.encode(out, map);
    out.writeBoolean(beganLate);
    out.writeBoolean(mayMissSlots);
    out.writeBoolean(mayMissStates);
    out.writeBoolean(isBeingReset);
    learnt.encode(out, map);
    told.encode(out);
  }

  void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(() -> blocks.add(RamBlock.decode(in)));
    slots.decode(in, map);
    beganLate = in.readBoolean();
    mayMissSlots = in.readBoolean();
    mayMissStates = !in.isSince(5) || in.readBoolean();
    isBeingReset = in.isSince(5) && in.readBoolean();
    learnt.decode(in, map);
    if (in.isSince(2)) {
      told.decode(in);
    }
  }
}
