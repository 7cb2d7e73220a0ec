package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where guest memory lies: guest addresses to RAM blocks and offsets.
 *
 * <p>{@code kvm_set_user_memory} gives it exactly: a slot's guest_memfd and offset are the block's.
 * Where those events were not traced, or before tracing began, it is learnt: pairs of a request and
 * its block show by how much guest address and offset differ, and between two such pairs of one
 * block and difference, memory is mapped in one piece. What QEMU itself tells goes behind what is
 * traced, which is as new as the trace. Not thread-safe.
 */
final class MemoryMap {

  /** KVM has as many slots; a trace that claims more is damaged. */
  static final int MAX_SLOTS = 32_764;

  static final int MAX_BLOCKS = 4096;
  static final int MAX_LEARNT = 256;

  /** A difference counts once so many requests have shown it. */
  private static final int CONFIRMED = 2;

  private static final long FIRMWARE_END = 1 << 20;

  record Slot(int number, long gpa, long size, @Nullable RamBlock block, long offset) {

    boolean contains(long address) {
      return address - gpa >= 0 && address - gpa < size;
    }
  }

  /** A block mapped at {@code gpa = offset + delta}, seen between two addresses. */
  static final class Learnt {
    final RamBlock block;
    final long delta;
    long from;
    long to;
    int shown = 1;

    Learnt(RamBlock block, long delta, long from, long to) {
      this.block = block;
      this.delta = delta;
      this.from = from;
      this.to = to;
    }

    boolean isConfirmed() {
      return shown >= CONFIRMED;
    }

    boolean show(long gpa, long end) {
      boolean isNew = !isConfirmed() || gpa < from || end > to;
      from = Math.min(from, gpa);
      to = Math.max(to, end);
      shown = Math.min(CONFIRMED, shown + 1);
      return isNew;
    }
  }

  /** Where a guest address lies. A null block: in memory that can not be converted, or in none. */
  record Place(@Nullable RamBlock block, long offset) {
    static final Place NOWHERE = new Place(null, 0);
  }

  private final List<RamBlock> blocks = new ArrayList<>();

  /** By first guest address; slots of one address space do not overlap. */
  private final TreeMap<Long, Slot> slots = new TreeMap<>(Long::compareUnsigned);

  private final List<Learnt> learnt = new ArrayList<>();
  private ToldMemory told = new ToldMemory();

  /** Whether the slots' numbers leave none out. */
  private boolean isWithoutGap;

  /** Something shows that slots were set before tracing began. */
  private boolean beganLate;

  /** Events were lost where slots were set, so perhaps those of slots. */
  private boolean mayMissSlots;

  List<RamBlock> blocks() {
    return blocks;
  }

  /**
   * Whether the trace has seen QEMU begin: KVM's slots are numbered from 0, so if none is missing,
   * none was set before tracing began.
   */
  boolean isFromStart() {
    return isWithoutGap && !beganLate;
  }

  /** Whether all guest memory is known. */
  boolean isComplete() {
    return isFromStart() && !mayMissSlots;
  }

  /** The guest runs, so it has memory. */
  void guestRuns() {
    beganLate |= slots.isEmpty();
  }

  /** Trace events were lost where slots were set. */
  void slotsLost() {
    mayMissSlots = true;
  }

  private void slotsChanged() {
    int highest = -1;
    for (var slot : slots.values()) {
      highest = Math.max(highest, slot.number);
    }
    isWithoutGap = highest >= 0 && highest < slots.size();
  }

  /**
   * Whether a block lies exactly where a layout says. With addresses that are random in each
   * process, that can not be by chance.
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
    var known = told.named(layout.name());
    if (known != null && known.host() == layout.host()) {
      return true;
    }
    for (var block : blocks) {
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

  /** Whether it is known that a block does not begin there. */
  boolean isElsewhere(String name, long host) {
    var known = told.named(name);
    if (known != null && known.isPlaced() && known.host() != host) {
      return true;
    }
    var block = named(name);
    return block != null && block.isPlaced && block.host != host;
  }

  /** Whether QEMU told that the block does not reach there. */
  boolean isOutside(String name, long address) {
    var known = told.named(name);
    return known != null && known.isPlaced() && !known.contains(address);
  }

  /**
   * Whether QEMU told that other memory is mapped there. Below 1 MiB that changes while the
   * firmware runs (PAM registers of the chipset).
   */
  boolean isMappedElsewhere(long gpa, long size, long userspace) {
    var piece = gpa + size > FIRMWARE_END ? told.locate(gpa, size) : null;
    if (piece == null || piece.block() == null) {
      return false;
    }
    var block = told.named(piece.block());
    return block != null && block.isPlaced() && block.host() + piece.offset(gpa) != userspace;
  }

  /** QEMU told how memory is laid out. */
  void tell(MemoryLayout layout) {
    told.add(layout);
    List.copyOf(blocks).forEach(this::complete);
  }

  /** Adds what QEMU told of a block to what the trace did. */
  private RamBlock complete(RamBlock block) {
    if (told.isEmpty()) {
      return block;
    }
    var known =
        block.name != null ? told.named(block.name) : block.isPlaced ? told.at(block.host) : null;
    if (known != null && (block.name != null || named(known.name()) == null)) {
      block.name = known.name();
      block.size = Math.max(block.size, known.size());
      if (!block.isPlaced && known.isPlaced()) {
        block.place(known.host());
      }
    }
    return block;
  }

  private RamBlock toldBlock(String name) {
    var block = named(name);
    if (block != null) {
      return block;
    }
    var made = add();
    made.name = name;
    return complete(made);
  }

  void allocated(String name, long size, long host) {
    var block = named(name);
    if (block == null) {
      block = at(host);
    }
    if (block == null) {
      block = add();
    }
    block.name = name;
    block.size = Math.max(block.size, size);
    block.place(host);
  }

  /** False if the slot can not be of the process that set the others: QEMU was restarted. */
  boolean fits(int number, long gpa, long size, long userspace) {
    for (var slot : slots.values()) {
      if (slot.number == number && size != 0) {
        var block = slot.block;
        return slot.gpa == gpa
            && slot.size == size
            && (block == null || block.host + slot.offset == userspace);
      }
    }
    return true;
  }

  void slot(int number, long gpa, long size, long userspace, int guestMemfd, long offset) {
    boolean isKnown = slots.values().removeIf(slot -> slot.number == number);
    beganLate |= size == 0 && !isKnown;
    if (size != 0 && slots.size() < MAX_SLOTS) {
      put(number, gpa, size, userspace, guestMemfd, offset);
    }
    slotsChanged();
  }

  private void put(int number, long gpa, long size, long userspace, int guestMemfd, long offset) {
    var block = guestMemfd < 0 ? null : block(guestMemfd, userspace - offset);
    if (block != null) {
      block.size = Math.max(block.size, offset + size);
    }
    slots.put(gpa, new Slot(number, gpa, size, block, offset));
  }

  private RamBlock block(int guestMemfd, long host) {
    for (var block : blocks) {
      if (block.isPlaced
          && block.host == host
          && (block.guestMemfd == guestMemfd || block.guestMemfd == RamBlock.NO_MEMFD)) {
        block.guestMemfd = guestMemfd;
        return block;
      }
    }
    var block = add();
    block.guestMemfd = guestMemfd;
    block.place(host);
    return complete(block);
  }

  private RamBlock add() {
    if (blocks.size() == MAX_BLOCKS) {
      forget(oldest());
    }
    var block = new RamBlock();
    blocks.add(block);
    return block;
  }

  /** Of those that are not mapped, if there are any. */
  private RamBlock oldest() {
    Set<RamBlock> mapped = new HashSet<>();
    for (var slot : slots.values()) {
      if (slot.block != null) {
        mapped.add(slot.block);
      }
    }
    learnt.forEach(piece -> mapped.add(piece.block));
    for (var block : blocks) {
      if (!mapped.contains(block)) {
        return block;
      }
    }
    return blocks.get(0);
  }

  private void forget(RamBlock block) {
    blocks.remove(block);
    slots.values().removeIf(slot -> slot.block == block);
    learnt.removeIf(piece -> piece.block == block);
    slotsLost();
  }

  @Nullable RamBlock named(String name) {
    for (var block : blocks) {
      if (name.equals(block.name)) {
        return block;
      }
    }
    return null;
  }

  /** The block of a discard; made if it was not known. */
  RamBlock discarded(String name, long host) {
    var block = named(name);
    if (block != null) {
      return block;
    }
    var placed = at(host);
    block = placed != null && placed.name == null ? placed : add();
    block.name = name;
    return complete(block);
  }

  private @Nullable RamBlock at(long host) {
    for (var block : blocks) {
      if (block.contains(host)) {
        return block;
      }
    }
    return null;
  }

  /** Where a guest address lies; null if that is not known. */
  @Nullable Place locate(long gpa, long size) {
    var below = slots.floorEntry(gpa);
    if (below != null && below.getValue().contains(gpa)) {
      var slot = below.getValue();
      return slot.block == null
          ? Place.NOWHERE
          : new Place(slot.block, slot.offset + (gpa - slot.gpa));
    }
    var piece = told.locate(gpa, size);
    if (piece != null && piece.block() != null) {
      return new Place(toldBlock(piece.block()), piece.offset(gpa));
    }
    return learntPlace(gpa, size);
  }

  /**
   * A piece of a request.
   *
   * @param place null if nobody knows
   */
  record Part(long gpa, long size, @Nullable Place place) {}

  /**
   * What a request asks for, by block: one that spans two blocks gets a change in each. Empty if
   * nothing there can be converted.
   */
  List<Part> parts(long gpa, long size) {
    var place = locate(gpa, size);
    if (place != null && place.block() == null) {
      return List.of(); // a device, for example: QEMU refuses
    }
    var parts = place == null ? List.<Part>of() : split(gpa, size);
    return parts.size() > 1 ? parts : List.of(new Part(gpa, size, place));
  }

  /** Runs of slots that have all of the range, by block; empty if a part of it is of none. */
  private List<Part> split(long gpa, long size) {
    var parts = new ArrayList<Part>();
    long end = gpa + size;
    for (long at = gpa; at < end; ) {
      var below = slots.floorEntry(at);
      var slot = below == null ? null : below.getValue();
      if (slot == null || slot.block == null || !slot.contains(at)) {
        return List.of();
      }
      long to = Math.min(end, slot.gpa + slot.size);
      long offset = slot.offset + (at - slot.gpa);
      var last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
      var before = last == null ? null : last.place();
      if (last != null
          && before != null
          && before.block() == slot.block
          && before.offset() + last.size() == offset) {
        parts.set(parts.size() - 1, new Part(last.gpa(), last.size() + (to - at), before));
      } else {
        parts.add(new Part(at, to - at, new Place(slot.block, offset)));
      }
      at = to;
    }
    return parts;
  }

  /** Whether another block that can be converted has bytes at that offset, as far as is known. */
  boolean isReachedByAnother(RamBlock block, long offset, long size) {
    boolean isComplete = isComplete();
    for (var other : blocks) {
      if (other != block
          && (other.guestMemfd != RamBlock.NO_MEMFD || !isComplete)
          && (other.size > 0 ? other.holds(offset, size) : learntEnd(other) > offset)) {
        return true;
      }
    }
    return false;
  }

  /** The highest offset of a block that was seen to be converted. */
  private long learntEnd(RamBlock block) {
    long end = 0;
    for (var piece : learnt) {
      if (piece.block == block) {
        end = Math.max(end, piece.to - piece.delta);
      }
    }
    return end;
  }

  private @Nullable Place learntPlace(long gpa, long size) {
    for (var piece : learnt) {
      if (piece.isConfirmed() && gpa >= piece.from && gpa < piece.to && size <= piece.to - gpa) {
        return new Place(piece.block, gpa - piece.delta);
      }
    }
    return isComplete() ? Place.NOWHERE : null;
  }

  /**
   * A conversion of this block at this offset was that request. Nothing new if the slots say so.
   *
   * @return whether addresses have a place now that had none before
   */
  boolean learn(RamBlock block, long offset, long gpa, long size) {
    var below = slots.floorEntry(gpa);
    if (below != null && below.getValue().contains(gpa)) {
      return false;
    }
    long delta = gpa - offset;
    for (var piece : learnt) {
      if (piece.block == block && piece.delta == delta) {
        return piece.show(gpa, gpa + size);
      }
    }
    if (learnt.size() < MAX_LEARNT) {
      learnt.add(new Learnt(block, delta, gpa, gpa + size));
    }
    return false;
  }

  /** The one block that is mapped with this difference, beyond where it has been seen. */
  @Nullable RamBlock mappedBy(long delta) {
    RamBlock found = null;
    for (var piece : learnt) {
      if (piece.isConfirmed() && piece.delta == delta) {
        if (found != null && found != piece.block) {
          return null;
        }
        found = piece.block;
      }
    }
    return found;
  }

  /** The only block that can be converted and reaches that far; null if there are others. */
  @Nullable RamBlock onlyFit(long offset, long size) {
    if (!isComplete()) {
      return null;
    }
    RamBlock found = null;
    for (var slot : slots.values()) {
      var block = slot.block;
      if (block != null && block != found && block.holds(offset, size)) {
        if (found != null) {
          return null;
        }
        found = block;
      }
    }
    return found;
  }

  void encode(DataOutput out) throws IOException {
    out.writeInt(blocks.size());
    for (var block : blocks) {
      block.encode(out);
    }
    out.writeInt(slots.size());
    for (var slot : slots.values()) {
      out.writeInt(slot.number);
      out.writeLong(slot.gpa);
      out.writeLong(slot.size);
      out.writeInt(indexOf(slot.block));
      out.writeLong(slot.offset);
    }
    out.writeBoolean(beganLate);
    out.writeBoolean(mayMissSlots);
    out.writeInt(learnt.size());
    for (var piece : learnt) {
      out.writeInt(indexOf(piece.block));
      out.writeLong(piece.delta);
      out.writeLong(piece.from);
      out.writeLong(piece.to);
      out.writeInt(piece.shown);
    }
    told.encode(out);
  }

  /**
   * @param version of the snapshot: the first has nothing that QEMU told
   */
  static MemoryMap decode(DataInput in, int version) throws IOException {
    var map = new MemoryMap();
    for (int left = in.readInt(); left > 0; left--) {
      map.blocks.add(RamBlock.decode(in));
    }
    for (int left = in.readInt(); left > 0; left--) {
      int number = in.readInt();
      long gpa = in.readLong();
      long size = in.readLong();
      var block = map.block(in.readInt());
      map.slots.put(gpa, new Slot(number, gpa, size, block, in.readLong()));
    }
    map.slotsChanged();
    map.beganLate = in.readBoolean();
    map.mayMissSlots = in.readBoolean();
    for (int left = in.readInt(); left > 0; left--) {
      var block = map.block(in.readInt());
      long delta = in.readLong();
      long from = in.readLong();
      long to = in.readLong();
      int shown = in.readInt();
      if (block != null) {
        var piece = new Learnt(block, delta, from, to);
        piece.shown = shown;
        map.learnt.add(piece);
      }
    }
    if (version > 1) {
      map.told = ToldMemory.decode(in);
    }
    return map;
  }

  /** -1 for null. */
  int indexOf(@Nullable RamBlock block) {
    return block == null ? -1 : blocks.indexOf(block);
  }

  @Nullable RamBlock block(int index) {
    return index < 0 ? null : blocks.get(index);
  }
}
