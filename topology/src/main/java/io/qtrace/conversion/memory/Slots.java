package io.qtrace.conversion.memory;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The guest memory that KVM was told of, slot by slot. Not thread-safe. */
final class Slots {

  /** KVM has as many; a trace that claims more is damaged. */
  static final int MAX = 32_764;

  /** A null block cannot be converted. */
  record Slot(int number, long gpa, long size, @Nullable RamBlock block, long offset) {

    boolean contains(long address) {
      return address - gpa >= 0 && address - gpa < size;
    }

    boolean containsAll(long address, long bytes) {
      return contains(address) && bytes >= 0 && bytes <= size - (address - gpa);
    }

    long end() {
      return gpa + size;
    }

    long offsetOf(long address) {
      return offset + (address - gpa);
    }
  }

  /** By first guest address; slots of one address space do not overlap. */
  private final TreeMap<Long, Slot> byAddress = new TreeMap<>(Long::compareUnsigned);

  /** Whether their numbers leave none out. */
  private boolean isWithoutGap;

  /** The same by address, to be searched without an object for the address. */
  private Slot[] inOrder = new Slot[0];

  boolean isEmpty() {
    return byAddress.isEmpty();
  }

  /**
   * KVM's slots are numbered from 0, so if none is missing, none was set before tracing began,
   * unless it was removed since.
   */
  boolean isWithoutGap() {
    return isWithoutGap;
  }

  void put(Slot slot) {
    if (byAddress.size() < MAX) {
      byAddress.put(slot.gpa, slot);
      changed();
    }
  }

  /** Null if there was none of that number. */
  @Nullable Slot remove(int number) {
    var slot = numbered(number);
    if (slot != null) {
      byAddress.remove(slot.gpa);
      changed();
    }
    return slot;
  }

  @Nullable Slot numbered(int number) {
    for (var slot : byAddress.values()) {
      if (slot.number == number) {
        return slot;
      }
    }
    return null;
  }

  private void changed() {
    inOrder = byAddress.values().toArray(new Slot[0]);
    int highest = -1;
    for (var slot : byAddress.values()) {
      highest = Math.max(highest, slot.number);
    }
    isWithoutGap = highest >= 0 && highest < byAddress.size();
  }

  @Nullable Slot at(long gpa) {
    int low = 0;
    int high = inOrder.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(inOrder[middle].gpa, gpa) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && inOrder[low - 1].contains(gpa) ? inOrder[low - 1] : null;
  }

  boolean map(RamBlock block) {
    return byAddress.values().stream().anyMatch(slot -> slot.block == block);
  }

  /** Whether any memory is mapped that can be converted. */
  boolean mapConvertible() {
    return byAddress.values().stream().anyMatch(slot -> slot.block != null);
  }

  /** The only block that reaches that far; null if there are others, or none. */
  @Nullable RamBlock onlyFit(long offset, long size) {
    RamBlock found = null;
    for (var slot : byAddress.values()) {
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

  /** Runs of the range that lie in one block in one piece; empty if a part of it is of none. */
  List<MemoryMap.Part> split(long gpa, long size) {
    var parts = new ArrayList<MemoryMap.Part>(1);
    long end = gpa + size;
    for (long at = gpa; at < end; ) {
      var slot = at(at);
      if (slot == null || slot.block == null) {
        return List.of();
      }
      long to = Math.min(end, slot.end());
      var place = new Place(slot.block, slot.offsetOf(at));
      new MemoryMap.Part(at, to - at, place).addTo(parts);
      at = to;
    }
    return parts;
  }

  /** Another block lies where this one did. */
  void replace(RamBlock old, RamBlock by) {
    byAddress.replaceAll(
        (gpa, slot) ->
            slot.block == old ? new Slot(slot.number, slot.gpa, slot.size, by, slot.offset) : slot);
    changed();
  }

  void forget(RamBlock block) {
    if (byAddress.values().removeIf(slot -> slot.block == block)) {
      changed();
    }
  }

  void clear() {
    byAddress.clear();
    changed();
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(
        byAddress.values(),
        slot -> {
          out.writeInt(slot.number);
          out.writeLong(slot.gpa);
          out.writeLong(slot.size);
          out.writeInt(map.indexOf(slot.block));
          out.writeLong(slot.offset);
        });
  }

  void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(
        () -> {
          int number = in.readInt();
          long gpa = in.readLong();
          long size = in.readLong();
          var block = map.block(in.readInt());
          byAddress.put(gpa, new Slot(number, gpa, size, block, in.readLong()));
        });
    changed();
  }
}
