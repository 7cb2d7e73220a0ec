package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where guest memory lies: guest addresses to RAM blocks and offsets.
 *
 * <p>{@code kvm_set_user_memory} gives it exactly: a slot's guest_memfd and offset are the block's.
 * Where those events were not traced, or before tracing began, it is learnt. What QEMU itself tells
 * goes behind what is traced, which is as new as the trace. Not thread-safe.
 */
public final class MemoryMap {

  private static final long FIRMWARE_END = 1 << 20;

  private final Blocks blocks = new Blocks();
  private final Slots slots = new Slots();
  private final LearntMemory learnt = new LearntMemory();
  private ToldMemory told = new ToldMemory();

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

  public List<RamBlock> blocks() {
    return blocks.all();
  }

  /** Whether the trace has seen QEMU begin. */
  public boolean isFromStart() {
    return slots.isWithoutGap() && !beganLate;
  }

  /** Whether all guest memory is known. */
  boolean isComplete() {
    return isFromStart() && !mayMissSlots;
  }

  /** Whether all is known that was shared and made private, but where footprints say otherwise. */
  public boolean knowsStates() {
    return !mayMissStates && isFromStart();
  }

  /** Conversions may be missing, or footprints wrong. */
  public void statesLost() {
    mayMissStates = true;
  }

  /** The guest runs, so it has memory. */
  public void guestRuns() {
    beganLate |= slots.isEmpty();
    if (isBeingReset) {
      isBeingReset = false; // what has not come back is gone
      blocks.all().forEach(block -> block.survivesReset &= slots.map(block));
    }
  }

  /** Trace events were lost where slots were set. */
  public void slotsLost() {
    mayMissSlots = true;
  }

  /**
   * Whether a block lies exactly where a layout says. With addresses that are random in each
   * process, that can not be by chance.
   */
  public boolean agrees(MemoryLayout layout) {
    for (var block : layout.blocks()) {
      if (block.isPlaced() && isAt(block)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(MemoryLayout.Block layout) {
    var known = told.named(layout.name());
    if (known != null && known.host() == layout.host()) {
      return true;
    }
    for (var block : blocks.all()) {
      boolean isNamed = block.name == null || block.name.equals(layout.name());
      if (isNamed && block.isPlaced && block.host == layout.host() && block.size <= layout.size()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a block of that name lies elsewhere, so that the layout is of another process. */
  public boolean contradicts(MemoryLayout layout) {
    return layout.blocks().stream()
        .anyMatch(block -> block.isPlaced() && isElsewhere(block.name(), block.host()));
  }

  /** Whether a block is in use and does not begin there: that is another process's. */
  public boolean isElsewhere(String name, long host) {
    var known = told.named(name);
    if (known != null && known.isPlaced() && known.host() != host) {
      return true;
    }
    var block = blocks.named(name);
    return block != null && block.isPlaced && block.host != host && isInUse(block);
  }

  /** Whether QEMU told that the block does not reach there. */
  public boolean isOutside(String name, long address) {
    var known = told.named(name);
    return known != null && known.isPlaced() && !known.contains(address);
  }

  /**
   * Whether QEMU told that other memory is mapped there. Below 1 MiB that changes while the
   * firmware runs (PAM registers of the chipset).
   */
  public boolean isMappedElsewhere(MemoryEvent.SlotSet event) {
    long gpa = event.gpa();
    var piece = gpa + event.size() > FIRMWARE_END ? told.locate(gpa, event.size()) : null;
    if (piece == null || piece.block() == null) {
      return false;
    }
    var block = told.named(piece.block());
    return block != null
        && block.isPlaced()
        && block.host() + piece.offset(gpa) != event.userspace();
  }

  /** Whether QEMU told how memory is laid out. */
  public boolean isTold() {
    return !told.isEmpty();
  }

  /** QEMU told how memory is laid out. */
  public void tell(MemoryLayout layout) {
    told.add(layout);
    List.copyOf(blocks.all()).forEach(this::complete);
  }

  /** Adds what QEMU told of a block to what the trace did. */
  private RamBlock complete(RamBlock block) {
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

  private RamBlock toldBlock(String name) {
    var block = blocks.named(name);
    if (block != null) {
      return block;
    }
    var made = add();
    made.name = name;
    return complete(made);
  }

  public void allocated(MemoryEvent.Allocated event) {
    var name = event.block();
    long size = event.size();
    long host = event.host();
    var block = blocks.named(name);
    if (block != null && block.isPlaced && block.host != host) {
      retire(block); // it was taken out, and put in again elsewhere
      block = null;
    }
    var there = block == null ? blocks.containing(host) : null;
    if (there != null && there.name == null && !isGone(there)) {
      block = there;
    } else if (there != null && isRegionOf(there, name)) {
      there.size = Math.max(there.size, size);
      return;
    } else if (there != null) {
      retire(there);
    }
    if (block == null) {
      block = add();
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
    return block.guestMemfd != RamBlock.NO_MEMFD && !block.survivesReset && !slots.map(block);
  }

  /** A device's block is called by its path, {@code 0000:00:05.0/vmem0}, its region without. */
  private static boolean isRegionOf(RamBlock block, String region) {
    return !block.isNamedByRegion && block.name != null && block.name.endsWith("/" + region);
  }

  /** Whether a block of that name can be what an allocation told by its region's. */
  private static boolean isNameOfRegion(RamBlock block, String name) {
    return block.isNamedByRegion && name.endsWith("/" + block.name);
  }

  /** False if the slot can not be of the process that set the others: QEMU was restarted. */
  public boolean fits(MemoryEvent.SlotSet event) {
    var slot = event.isRemoval() ? null : slots.numbered(event.slot());
    return slot == null
        || (slot.gpa() == event.gpa()
            && slot.size() == event.size()
            && (slot.block() == null || slot.block().host + slot.offset() == event.userspace()));
  }

  /** Whether mapping that memory makes pages private that are shared: KVM begins so. */
  public boolean endsSharing(MemoryEvent.SlotSet event) {
    boolean isMapped = event.isConvertible() && !event.isRemoval();
    var block = isMapped ? blocks.beginningAt(event.host()) : null;
    return block != null
        && block.footprint.sharedBytes() > 0
        && slots.numbered(event.slot()) == null;
  }

  public void slot(MemoryEvent.SlotSet event) {
    var before = slots.remove(event.slot());
    beganLate |= event.isRemoval() && before == null;
    if (before != null && before.block() != null && !slots.mapConvertible()) {
      blocks.all().forEach(block -> block.survivesReset = true);
      isBeingReset = true;
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
        statesLost(); // QEMU may remember it otherwise
      }
    }
    slots.put(new Slots.Slot(event.slot(), event.gpa(), event.size(), block, offset));
  }

  /** A slot goes of which nobody knew: its block is one that was mapped. */
  private void unmappedUnseen(Slots.@Nullable Slot before, MemoryEvent.SlotSet event) {
    var block = before == null ? blocks.beginningAt(event.host()) : null;
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
    var block = blocks.beginningAt(event.host());
    boolean isOther =
        block != null
            && block.guestMemfd != RamBlock.NO_MEMFD
            && !isUpdate
            && !slots.map(block)
            && !block.survivesReset
            && !block.isAllocated;
    if (block != null && isOther) {
      retire(block); // other memory may have been put in there since
      block = null;
    }
    if (block == null) {
      block = add();
      block.place(event.host());
    }
    block.guestMemfd = event.guestMemfd();
    block.survivesReset = false;
    return complete(block);
  }

  /** QEMU was reset in place: its guest_memfds are new, and all memory is private. */
  public void reset() {
    statesLost();
    isBeingReset = true;
    for (var block : blocks.all()) {
      block.footprint = new Footprint();
      block.survivesReset = !slots.map(block);
    }
  }

  private boolean isInUse(RamBlock block) {
    return slots.map(block) || learnt.map(block) || slots.isEmpty();
  }

  private RamBlock add() {
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
  private void retire(RamBlock block) {
    retired.add(block);
    if (block.isPlaced) {
      told.forgetAt(block.host);
    }
    forget(block);
  }

  /** The blocks that are gone since this was asked, to be asked behind each event. */
  public List<RamBlock> takeRetired() {
    if (retired.isEmpty()) {
      return List.of();
    }
    var gone = List.copyOf(retired);
    retired.clear();
    return gone;
  }

  public Named discarded(String name, long host) {
    var block = blocks.named(name);
    var there = blocks.containing(host);
    boolean isNamelessThere = there != null && there.name == null;
    if (block != null && (block.isPlaced ? block.reaches(host) : !isNamelessThere)) {
      block.isNamedByRegion = false;
      return new Named.Known(block);
    }
    if (block != null && !isNamelessThere) {
      return new Named.OfAnotherProcess(block);
    }
    if (block != null) {
      retire(block); // it was put in again elsewhere, or had discards before it had a slot
    }
    if (there != null && there.name != null && !isNameOfRegion(there, name)) {
      var by = replacement(there);
      by.name = name;
      return new Named.Replaced(there, by);
    }
    var found = there == null ? add() : there;
    found.name = name;
    found.isNamedByRegion = false;
    return new Named.Known(complete(found));
  }

  private RamBlock replacement(RamBlock old) {
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

  /** All of it was another process's, but this block, of which discards told. */
  public void beginAnew(@Nullable RamBlock but) {
    blocks.all().clear();
    if (but != null) {
      blocks.add(but);
    }
    slots.clear();
    learnt.clear();
    told = new ToldMemory();
    beganLate = true;
  }

  /** Where a guest address lies; null if that is not known. */
  public @Nullable Place locate(long gpa, long size) {
    var slot = slots.at(gpa);
    if (slot != null) {
      return slot.block() == null ? Place.NOWHERE : new Place(slot.block(), slot.offsetOf(gpa));
    }
    var piece = told.locate(gpa, size);
    if (piece != null && piece.block() != null) {
      return new Place(toldBlock(piece.block()), piece.offset(gpa));
    }
    var place = learnt.locate(gpa, size);
    return place == null && isComplete() ? Place.NOWHERE : place;
  }

  /**
   * What a request asks for, by block: one that spans two blocks gets a change in each. Empty if
   * nothing there can be converted.
   */
  public List<Part> parts(long gpa, long size) {
    var place = locate(gpa, size);
    if (place != null && place.block() == null) {
      return List.of(); // a device, for example: QEMU refuses
    }
    boolean isInSlot = slots.at(gpa) != null;
    var parts = isInSlot ? slots.split(gpa, size) : told.split(gpa, size, this::toldBlock);
    return parts.size() > 1 ? parts : List.of(new Part(gpa, size, place));
  }

  /**
   * A conversion of this block at this offset was that request. Nothing new if the slots say so.
   *
   * @return whether addresses may have a place now that had none before
   */
  public boolean learn(RamBlock block, long offset, long gpa, long size) {
    return slots.at(gpa) == null && learnt.learn(block, offset, gpa, size);
  }

  /** The one block that is mapped with this difference, beyond where it has been seen. */
  public @Nullable RamBlock mappedBy(long delta) {
    return learnt.mappedBy(delta);
  }

  /** The only block that can be converted and reaches that far; null if there are others. */
  public @Nullable RamBlock onlyFit(long offset, long size) {
    return isComplete() ? slots.onlyFit(offset, size) : null;
  }

  /** Whether another block that can be converted has bytes at that offset, as far as is known. */
  public boolean isReachedByAnother(RamBlock block, long offset, long size) {
    boolean isComplete = isComplete();
    for (var other : blocks.all()) {
      boolean mayBeConverted = other.guestMemfd != RamBlock.NO_MEMFD || !isComplete;
      if (other != block && mayBeConverted && other.mayHold(offset, size)) {
        return true;
      }
    }
    return false;
  }

  public void encode(DataOutput out) throws IOException {
    out.writeInt(blocks.all().size());
    for (var block : blocks.all()) {
      block.encode(out);
    }
    slots.encode(out, this);
    out.writeBoolean(beganLate);
    out.writeBoolean(mayMissSlots);
    out.writeBoolean(mayMissStates);
    out.writeBoolean(isBeingReset);
    learnt.encode(out, this);
    told.encode(out);
  }

  /**
   * @param version of the snapshot: the first has nothing that QEMU told
   */
  public static MemoryMap decode(DataInput in, int version) throws IOException {
    var map = new MemoryMap();
    for (int left = in.readInt(); left > 0; left--) {
      map.blocks.add(RamBlock.decode(in, version));
    }
    map.slots.decode(in, map);
    map.beganLate = in.readBoolean();
    map.mayMissSlots = in.readBoolean();
    map.mayMissStates = version < 5 || in.readBoolean();
    map.isBeingReset = version > 4 && in.readBoolean();
    map.learnt.decode(in, map);
    if (version > 1) {
      map.told = ToldMemory.decode(in);
    }
    return map;
  }

  /** -1 for null. */
  public int indexOf(@Nullable RamBlock block) {
    return block == null ? -1 : blocks.all().indexOf(block);
  }

  public @Nullable RamBlock block(int index) {
    return index < 0 ? null : blocks.all().get(index);
  }
}
