package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to private, and the discards that follow them. Not thread-safe. */
final class Discards {

  static final int MAX_UNDISCARDED = 1024;

  /** A discard follows its change within microseconds. */
  static final long OVERDUE_NS = 50_000_000L;

  /** Changes to private whose discard has not been seen. */
  final ArrayDeque<Change> undiscarded = new ArrayDeque<>();

  /** The blocks of which discards came when they should. */
  final Set<RamBlock> giving = new LinkedHashSet<>();

  final BlockFinder finder = new BlockFinder();

  void expect(Change change) {
    if (undiscarded.size() == MAX_UNDISCARDED) {
      undiscarded.removeFirst();
    }
    undiscarded.addLast(change);
  }

  void time(long beforeNs, long nowNs) {
    for (var it = undiscarded.descendingIterator(); it.hasNext(); ) {
      var change = it.next();
      if (change.sinceNs != Request.NOT_YET) {
        return;
      }
      change.stamp(beforeNs, nowNs);
    }
  }

  /** Takes out the next change that waits no longer for its discard; null if there is none. */
  @Nullable Change overdue(long nowNs) {
    var first = undiscarded.peekFirst();
    boolean isOverdue =
        first != null && first.sinceNs != Request.NOT_YET && nowNs - first.sinceNs > OVERDUE_NS;
    return isOverdue ? undiscarded.removeFirst() : null;
  }

  /** Whether the discard has to come that says whether the change is of this block. */
  boolean areAwaited(Change change, RamBlock block) {
    return change.to == MemoryState.PRIVATE
        && giving.contains(block)
        && undiscarded.contains(change);
  }

  /** Whether any block gives discards, so that one may contradict. */
  boolean areGiven() {
    return !giving.isEmpty();
  }

  void came(Change change, RamBlock block) {
    undiscarded.remove(change);
    giving.add(block);
  }

  void came(Collection<Change> alike) {
    undiscarded.removeAll(alike);
  }

  /** A discard that had to come did not. */
  void gaveNone(RamBlock block) {
    giving.remove(block);
  }

  void observe(RamBlock block, long host, long length, long threadId) {
    finder.observe(block, host, length, threadId, undiscarded);
  }

  /** Whether the discard can be of a change that is settled, and so says nothing of others. */
  boolean isOfSettled(RamBlock block, long offset, long length, long threadId) {
    for (var it = undiscarded.iterator(); it.hasNext(); ) {
      var change = it.next();
      if (change.isSettled()
          && change.block == block
          && change.canPrecede(offset, length, threadId)) {
        it.remove();
        giving.add(block);
        change.isConfirmed = true;
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the change before a discard can only be one that was taken for another block's.
   *
   * @param offset in the block that the discard names
   */
  boolean refute(RamBlock block, long offset, long length, long threadId) {
    boolean any = false;
    for (var change : undiscarded) {
      if (change.canPrecede(offset, length, threadId)) {
        if (change.presumed == null || change.presumed == block) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** The block is gone. */
  void forget(RamBlock block) {
    finder.forget(block);
    giving.remove(block);
  }

  void lost() {
    undiscarded.removeIf(Change::isSettled);
    finder.clear();
  }

  void clear() {
    undiscarded.clear();
  }

  /** The memory map was another process's. */
  void beginAnew() {
    undiscarded.clear();
    giving.clear();
    finder.clear();
  }

  /**
   * Writes it to a snapshot.
   *
   * @param changes all that wait for a discard, and others
   */
  void encode(DataOutput out, MemoryMap map, List<Change> changes) throws IOException {
    out.writeInt(undiscarded.size());
    for (var change : undiscarded) {
      out.writeInt(changes.indexOf(change));
    }
    finder.encode(out, map);
    var known = giving.stream().filter(block -> map.indexOf(block) >= 0).toList();
    out.writeInt(known.size());
    for (var block : known) {
      out.writeInt(map.indexOf(block));
    }
  }

  void decode(DataInput in, MemoryMap map, List<Change> changes, int version) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      undiscarded.addLast(changes.get(in.readInt()));
    }
    finder.decode(in, map);
    for (int left = version > 3 ? in.readInt() : 0; left > 0; left--) {
      var block = map.block(in.readInt());
      if (block != null) {
        giving.add(block);
      }
    }
  }
}
