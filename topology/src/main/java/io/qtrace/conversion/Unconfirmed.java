package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes that left with a block since a discard last agreed with the memory map. If the next one
 * contradicts it, nobody knows since when the map was wrong, and these are corrected. Not
 * thread-safe.
 */
final class Unconfirmed {

  /** So many at most are corrected; a discard comes with every other conversion. */
  private static final int MAX = 128;

  private final ArrayDeque<Change> changes = new ArrayDeque<>();

  void left(Change change) {
    boolean restsOnMap = change.rule == Rule.MAP || change.rule == Rule.ONLY_FIT;
    if (restsOnMap && !change.isConfirmed && change.block != null) {
      if (changes.size() == MAX) {
        changes.removeFirst();
      }
      changes.addLast(change);
    }
  }

  /** A discard agrees. */
  void confirm() {
    changes.clear();
  }

  /** A discard contradicts all of the map. */
  void refute(Consumer<Change> wrong) {
    changes.forEach(wrong);
    changes.clear();
  }

  /** A discard shows that other memory lies where this block did. */
  void refute(RamBlock block, Consumer<Change> wrong) {
    changes.stream().filter(change -> change.block == block).forEach(wrong);
    forget(block);
  }

  void forget(RamBlock block) {
    changes.removeIf(change -> change.block == block);
  }

  void encode(DataOutput out, MemoryMap map) throws IOException {
    out.writeInt(changes.size());
    for (var change : changes) {
      change.encode(out, map, List.of());
    }
  }

  void decode(DataInput in, MemoryMap map, int version) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      changes.addLast(Change.decode(in, map, List.of(), version));
    }
  }
}
