package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryEvent;
import org.jspecify.annotations.Nullable;

/** Memory that is mapped into the guest and taken out again, as slots tell it. */
final class Mapping {

  private final Known known;

  Mapping(Known known) {
    this.known = known;
  }

  /** False if the slot cannot be of the process that set the others: QEMU was restarted. */
  boolean fits(MemoryEvent.SlotSet event) {
    var slot = event.isRemoval() ? null : known.slots.numbered(event.slot());
    return slot == null
        || (slot.gpa() == event.gpa()
            && slot.size() == event.size()
            && (slot.block() == null || slot.block().host + slot.offset() == event.userspace()));
  }

  /** Whether mapping that memory makes pages private that are shared: KVM begins so. */
  boolean endsSharing(MemoryEvent.SlotSet event) {
    boolean isMapped = event.isConvertible() && !event.isRemoval();
    var block = isMapped ? known.blocks.beginningAt(event.host()) : null;
    return block != null
        && block.footprint.sharedBytes() > 0
        && known.slots.numbered(event.slot()) == null;
  }

  void slot(MemoryEvent.SlotSet event) {
    var before = known.slots.remove(event.slot());
    if (event.isRemoval() && before == null) {
      known.beganLate();
    }
    if (before != null && before.block() != null && !known.slots.mapConvertible()) {
      known.blocks.all().forEach(block -> block.survivesReset = true);
      known.isBeingReset();
    }
    if (event.isRemoval()) {
      unmappedUnseen(before, event);
      return;
    }
    long offset = event.guestMemfdOffset();
    var block = event.isConvertible() ? block(event, before != null) : null;
    if (block != null) {
      block.size = Math.max(block.size, offset + event.size());
      if (before == null
          && block.footprint.sharedBytes() > 0
          && block.holds(offset, event.size())) {
        block.footprint.convert(offset, event.size(), false);
        known.statesLost(); // QEMU may remember it otherwise
      }
    }
    known.slots.put(new Slots.Slot(event.slot(), event.gpa(), event.size(), block, offset));
  }

  /** A slot goes of which nobody knew: its block is one that was mapped. */
  private void unmappedUnseen(Slots.@Nullable Slot before, MemoryEvent.SlotSet event) {
    var block = before == null ? known.blocks.beginningAt(event.host()) : null;
    if (block != null && event.isConvertible()) {
      block.guestMemfd = event.guestMemfd();
    }
  }

  /**
   * The block behind a slot.
   *
   * @param isUpdate the slot was there before
   */
  private RamBlock block(MemoryEvent.SlotSet event, boolean isUpdate) {
    var block = known.blocks.beginningAt(event.host());
    boolean isOther =
        block != null
            && block.guestMemfd != RamBlock.NO_MEMFD
            && !isUpdate
            && !known.slots.map(block)
            && !block.survivesReset
            && !block.isAllocated;
    if (block != null && isOther) {
      known.retire(block); // other memory may have been put in there since
      block = null;
    }
    if (block == null) {
      block = known.add();
      block.place(event.host());
    }
    block.guestMemfd = event.guestMemfd();
    block.survivesReset = false;
    return known.complete(block);
  }
}
