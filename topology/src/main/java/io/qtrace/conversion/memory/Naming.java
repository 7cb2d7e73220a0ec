package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryEvent;

/** Names of blocks, as allocations and discards tell them, and which memory they are of. */
final class Naming {

  private final Known known;

  Naming(Known known) {
    this.known = known;
  }

  void allocated(MemoryEvent.Allocated event) {
    var name = event.block();
    long size = event.size();
    long host = event.host();
    var block = known.blocks.named(name);
    if (block != null && block.isPlaced && block.host != host) {
      known.retire(block); // it was taken out, and put in again elsewhere
      block = null;
    }
    var there = block == null ? known.blocks.containing(host) : null;
    if (there != null && there.name == null && !isGone(there)) {
      block = there;
    } else if (there != null && isRegionOf(there, name)) {
      there.size = Math.max(there.size, size);
      return;
    } else if (there != null) {
      known.retire(there);
    }
    if (block == null) {
      block = known.add();
    }
    if (block.name == null) {
      block.name = name;
      block.isNamedByRegion = true;
    }
    block.size = Math.max(block.size, size);
    block.place(host);
    block.isAllocated = true;
  }

  /** Whether it was mapped once and is not any more. */
  private boolean isGone(RamBlock block) {
    return block.guestMemfd != RamBlock.NO_MEMFD && !block.survivesReset && !known.slots.map(block);
  }

  /** A device's block is called by its path, {@code 0000:00:05.0/vmem0}, its region without. */
  private static boolean isRegionOf(RamBlock block, String region) {
    return !block.isNamedByRegion && block.name != null && block.name.endsWith("/" + region);
  }

  /** Whether a block of that name can be what an allocation told by its region's. */
  private static boolean isNameOfRegion(RamBlock block, String name) {
    return block.isNamedByRegion && name.endsWith("/" + block.name);
  }

  Named discarded(String name, long host) {
    var block = known.blocks.named(name);
    var there = known.blocks.containing(host);
    boolean isNamelessThere = there != null && there.name == null;
    if (block != null && (block.isPlaced ? block.reaches(host) : !isNamelessThere)) {
      block.isNamedByRegion = false;
      return new Named.Known(block);
    }
    if (block != null && !isNamelessThere) {
      return new Named.OfAnotherProcess(block);
    }
    if (block != null) {
      known.retire(block); // it was put in again elsewhere, or had discards before it had a slot
    }
    if (there != null && there.name != null && !isNameOfRegion(there, name)) {
      var by = known.replace(there);
      by.name = name;
      return new Named.Replaced(there, by);
    }
    var found = there == null ? known.add() : there;
    found.name = name;
    found.isNamedByRegion = false;
    return new Named.Known(known.complete(found));
  }
}
