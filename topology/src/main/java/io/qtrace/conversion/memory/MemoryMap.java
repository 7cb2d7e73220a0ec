package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
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

  /**
   * What a request asks for in one block.
   *
   * @param place null if nobody knows
   */
  public record Part(long gpa, long size, @Nullable Place place) {

    /** The part of that request. */
    public MemoryEvent.Requested of(MemoryEvent.Requested request) {
      if (gpa == request.gpa() && size == request.size()) {
        return request;
      }
      return new MemoryEvent.Requested(
          request.epochNs(), gpa, size, request.to(), request.threadId());
    }

    private boolean isFollowedBy(Part next) {
      return place != null
          && next.place != null
          && place.block() == next.place.block()
          && place.offset() + size == next.place.offset();
    }

    private Part with(Part next) {
      return new Part(gpa, size + next.size, place);
    }

    /** Adds this one behind the others, as one piece with the last if it goes on there. */
    void addTo(List<Part> parts) {
      int last = parts.size() - 1;
      if (last >= 0 && parts.get(last).isFollowedBy(this)) {
        parts.set(last, parts.get(last).with(this));
      } else {
        parts.add(this);
      }
    }
  }

  private final Known known = new Known();
  private final LayoutCheck layouts = new LayoutCheck(known);
  private final Naming naming = new Naming(known);
  private final Mapping mapping = new Mapping(known);

  /** The RAM blocks that are known. */
  public List<RamBlock> blocks() {
    return known.blocks.all();
  }

  /** Whether the trace has seen QEMU begin. */
  public boolean isFromStart() {
    return known.isFromStart();
  }

  /** Whether all is known that was shared and made private, but where footprints say otherwise. */
  public boolean knowsStates() {
    return known.hasStates();
  }

  /** Conversions may be missing, or footprints wrong. */
  public void statesLost() {
    known.statesLost();
  }

  /** Trace events were lost where slots were set. */
  public void slotsLost() {
    known.slotsLost();
  }

  /** The guest runs, so it has memory; true if QEMU was reset in place since it ran last. */
  public boolean guestRuns() {
    return known.guestRuns();
  }

  /**
   * Whether a block lies exactly where a layout says. With addresses that are random in each
   * process, that cannot be by chance.
   */
  public boolean agrees(MemoryLayout layout) {
    return layouts.agrees(layout);
  }

  /** Whether a block of that name lies elsewhere, so that the layout is of another process. */
  public boolean contradicts(MemoryLayout layout) {
    return layouts.contradicts(layout);
  }

  /** Whether a block is in use and does not begin there: that is another process's. */
  public boolean isElsewhere(String name, long host) {
    return layouts.isElsewhere(name, host);
  }

  /** Whether QEMU told that the block does not reach there. */
  public boolean isOutside(String name, long address) {
    return layouts.isOutside(name, address);
  }

  /** Whether QEMU told that other memory is mapped there. */
  public boolean isMappedElsewhere(MemoryEvent.SlotSet event) {
    return layouts.isMappedElsewhere(event);
  }

  /** Whether QEMU told how memory is laid out. */
  public boolean isTold() {
    return !known.told.isEmpty();
  }

  /** QEMU told how memory is laid out. */
  public void tell(MemoryLayout layout) {
    known.told.add(layout);
    List.copyOf(known.blocks.all()).forEach(known::complete);
  }

  /** A block was allocated, under the name of its memory region. */
  public void allocated(MemoryEvent.Allocated event) {
    naming.allocated(event);
  }

  /** False if the slot cannot be of the process that set the others: QEMU was restarted. */
  public boolean fits(MemoryEvent.SlotSet event) {
    return mapping.fits(event);
  }

  /** Whether mapping that memory makes pages private that are shared: KVM begins so. */
  public boolean endsSharing(MemoryEvent.SlotSet event) {
    return mapping.endsSharing(event);
  }

  /** Memory is mapped, or not any more. */
  public void slot(MemoryEvent.SlotSet event) {
    mapping.slot(event);
  }

  /** QEMU was reset in place: its guest_memfds are new, and all memory is private. */
  public void reset() {
    known.reset();
  }

  /** A discard names the block that lies there. */
  public Named discarded(String name, long host) {
    return naming.discarded(name, host);
  }

  /** Where its bytes lie in their block; null if the block or its address is not known. */
  public @Nullable Long offsetOf(MemoryEvent.Discarded event) {
    var block = known.blocks.named(event.block());
    return block == null || !block.reaches(event.host()) ? null : event.host() - block.host;
  }

  /** The blocks that are gone since this was asked, to be asked behind each event. */
  public List<RamBlock> takeRetired() {
    return known.takeRetired();
  }

  /** All of it was another process's, but this block, of which discards told. */
  public void beginAnew(@Nullable RamBlock but) {
    known.beginAnew(but);
  }

  /** Where a guest address lies; null if that is not known. */
  public @Nullable Place locate(long gpa, long size) {
    var slot = known.slots.at(gpa);
    if (slot != null) {
      return slot.block() == null ? Place.NOWHERE : new Place(slot.block(), slot.offsetOf(gpa));
    }
    var piece = known.told.locate(gpa, size);
    if (piece != null && piece.block() != null) {
      return new Place(known.toldBlock(piece.block()), piece.offset(gpa));
    }
    var place = known.learnt.locate(gpa, size);
    return place == null && known.isComplete() ? Place.NOWHERE : place;
  }

  /** Whether it is certain that nothing lies there that can be converted. */
  public boolean isNowhere(long gpa, long size) {
    var place = locate(gpa, size);
    return place != null && place.block() == null;
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
    var slot = known.slots.at(gpa);
    if (slot != null && slot.containsAll(gpa, size)) {
      return List.of(new Part(gpa, size, place));
    }
    var parts =
        slot != null ? known.slots.split(gpa, size) : known.told.split(gpa, size, known::toldBlock);
    return parts.size() > 1 ? parts : List.of(new Part(gpa, size, place));
  }

  /**
   * A conversion of this block at this offset was that request. Nothing new if the slots say so.
   *
   * @return whether addresses may have a place now that had none before
   */
  public boolean learn(RamBlock block, long offset, long gpa, long size) {
    return known.slots.at(gpa) == null && known.learnt.learn(block, offset, gpa, size);
  }

  /** The one block that is mapped with this difference, beyond where it has been seen. */
  public @Nullable RamBlock mappedBy(long delta) {
    return known.learnt.mappedBy(delta);
  }

  /** The only block that can be converted and reaches that far; null if there are others. */
  public @Nullable RamBlock onlyFit(long offset, long size) {
    return known.isComplete() ? known.slots.onlyFit(offset, size) : null;
  }

  /** Whether another block that can be converted has bytes at that offset, as far as is known. */
  public boolean isReachedByAnother(RamBlock block, long offset, long size) {
    boolean isComplete = known.isComplete();
    for (var other : known.blocks.all()) {
      boolean mayBeConverted = other.guestMemfd != RamBlock.NO_MEMFD || !isComplete;
      if (other != block && mayBeConverted && other.mayHold(offset, size)) {
        return true;
      }
    }
    return false;
  }

  /** Writes it to a snapshot; {@link #decode} is the way back. */
  public void encode(SnapshotWriter out) throws IOException {
    known.encode(out, this);
  }

  public static MemoryMap decode(SnapshotReader in) throws IOException {
    var map = new MemoryMap();
    map.known.decode(in, map);
    return map;
  }

  /** Stands for a block in a snapshot; -1 for null. */
  public int indexOf(@Nullable RamBlock block) {
    return block == null ? -1 : known.blocks.all().indexOf(block);
  }

  /** Undoes {@link #indexOf}. */
  public @Nullable RamBlock block(int index) {
    return index < 0 ? null : known.blocks.all().get(index);
  }
}
