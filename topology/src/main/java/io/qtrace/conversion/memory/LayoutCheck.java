package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryLayout;

/** Whether what QEMU told and what a trace tells are of one process. */
final class LayoutCheck {

  /** Below, what is mapped changes while the firmware runs (PAM registers of the chipset). */
  private static final long FIRMWARE_END = 1 << 20;

  private final Known known;

  LayoutCheck(Known known) {
    this.known = known;
  }

  /**
   * Whether a block lies exactly where a layout says. With addresses that are random in each
   * process, that cannot be by chance.
   */
  boolean agrees(MemoryLayout layout) {
    for (var block : layout.blocks()) {
      if (block.isPlaced() && isAt(block)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(MemoryLayout.Block layout) {
    var told = known.told.named(layout.name());
    if (told != null && told.host() == layout.host()) {
      return true;
    }
    for (var block : known.blocks.all()) {
      boolean isNamed = block.name == null || block.name.equals(layout.name());
      if (isNamed && block.isPlaced && block.host == layout.host() && block.size <= layout.size()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a block of that name lies elsewhere, so that the layout is of another process. */
  boolean contradicts(MemoryLayout layout) {
    return layout.blocks().stream()
        .anyMatch(block -> block.isPlaced() && isElsewhere(block.name(), block.host()));
  }

  /** Whether a block is in use and does not begin there: that is another process's. */
  boolean isElsewhere(String name, long host) {
    var told = known.told.named(name);
    if (told != null && told.isPlaced() && told.host() != host) {
      return true;
    }
    var block = known.blocks.named(name);
    return block != null && block.isPlaced && block.host != host && isInUse(block);
  }

  private boolean isInUse(RamBlock block) {
    return known.slots.map(block) || known.learnt.map(block) || known.slots.isEmpty();
  }

  /** Whether QEMU told that the block does not reach there. */
  boolean isOutside(String name, long address) {
    var told = known.told.named(name);
    return told != null && told.isPlaced() && !told.contains(address);
  }

  /** Whether QEMU told that other memory is mapped there. */
  boolean isMappedElsewhere(MemoryEvent.SlotSet event) {
    long gpa = event.gpa();
    var piece = gpa + event.size() > FIRMWARE_END ? known.told.locate(gpa, event.size()) : null;
    if (piece == null || piece.block() == null) {
      return false;
    }
    var block = known.told.named(piece.block());
    return block != null
        && block.isPlaced()
        && block.host() + piece.offset(gpa) != event.userspace();
  }
}
