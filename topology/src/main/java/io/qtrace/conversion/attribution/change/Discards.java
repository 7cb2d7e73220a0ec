package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Kinds;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to private, and the discards that follow them. A change whose discard is overdue no
 * longer waits for it, but the discard may still come: until it does, it may be taken for no
 * other's. Not thread-safe.
 */
public final class Discards {

  static final int MAX = 1024;

  /** A discard follows its change within microseconds, but where the VM is paused between them. */
  static final long OVERDUE_NS = 50_000_000L;

  /** Changes to private whose discard has not been seen. */
  private final ArrayDeque<Change> undiscarded = new ArrayDeque<>();

  /** Those of them whose discard is overdue. */
  private final ArrayDeque<Change> overdue = new ArrayDeque<>();

  /** Of those there were too many: the kinds of which one may still have its discard. */
  private final Kinds forgotten = new Kinds();

  /** The blocks of which discards came when they should. */
  private final Set<RamBlock> giving = new LinkedHashSet<>();

  private final BlockFinder finder = new BlockFinder();

  public void expect(Change change) {
    if (undiscarded.size() == MAX) {
      isOverdue(undiscarded.removeFirst());
    }
    undiscarded.addLast(change);
  }

  /**
   * Takes out the next change that waits no longer for its discard; null if there is none.
   *
   * @param activeNs now, by {@link ActiveTime}
   */
  public @Nullable Change nextOverdue(long activeNs) {
    var first = undiscarded.peekFirst();
    if (first == null || activeNs - first.arrival().activeNs() <= OVERDUE_NS) {
      return null;
    }
    isOverdue(undiscarded.removeFirst());
    return first;
  }

  private void isOverdue(Change change) {
    if (change.block() != null && !giving.contains(change.block())) {
      return; // hugetlb memory, for example: none comes
    }
    if (overdue.size() == MAX) {
      var oldest = overdue.removeFirst();
      forgotten.add(oldest.size(), oldest.to());
    }
    overdue.addLast(change);
  }

  /** Whether the discard has to come that says whether the change is of this block. */
  public boolean areAwaited(Change change, RamBlock block) {
    return change.to() == MemoryState.PRIVATE
        && !change.evidence().missedDiscard()
        && giving.contains(block)
        && undiscarded.contains(change);
  }

  /** Whether its discard is not overdue. */
  public boolean mayCome(Change change) {
    return undiscarded.contains(change);
  }

  /** Whether any block gives discards, so that one may contradict. */
  public boolean areGiven() {
    return !giving.isEmpty();
  }

  public void came(Change change, RamBlock block) {
    remove(change);
    giving.add(block);
  }

  public void came(Collection<Change> alike) {
    alike.forEach(this::remove);
  }

  private void remove(Change change) {
    if (!undiscarded.remove(change)) {
      overdue.remove(change);
    }
  }

  /** A discard that had to come did not. */
  public void gaveNone(RamBlock block) {
    giving.remove(block);
  }

  /** Its block's address is not known: it may tell. */
  public void observe(Discard discard) {
    if (!forgotten.has(discard.length(), MemoryState.PRIVATE)) {
      finder.observe(discard, List.of(undiscarded, overdue));
    }
  }

  /** Whether the discard can be of a change that is settled, and so says nothing of others. */
  public boolean isOfSettled(Discard discard) {
    var change = takeSettled(undiscarded, discard.block(), discard);
    if (change == null) {
      change = takeSettled(overdue, discard.block(), discard);
    }
    if (change == null) {
      return false;
    }
    giving.add(discard.block());
    change.evidence().confirm();
    return true;
  }

  /** Whether it can be of a change that left without a block; it is taken to be one's. */
  public boolean isOfUnknown(Discard discard) {
    return takeSettled(overdue, null, discard) != null
        || takeSettled(undiscarded, null, discard) != null
        || forgotten.has(discard.length(), MemoryState.PRIVATE);
  }

  /**
   * @param block null for a change that is not known to be of any
   */
  private static @Nullable Change takeSettled(
      ArrayDeque<Change> changes, @Nullable RamBlock block, Discard discard) {
    for (Iterator<Change> it = changes.iterator(); it.hasNext(); ) {
      var change = it.next();
      if (change.canPrecede(discard) && change.isSettled() && change.block() == block) {
        it.remove();
        return change;
      }
    }
    return null;
  }

  /** Whether the change before a discard can only be one that was taken for another block's. */
  public boolean refute(Discard discard) {
    boolean any = false;
    for (var changes : List.of(undiscarded, overdue)) {
      for (var change : changes) {
        if (change.canPrecede(discard)) {
          var presumed = change.evidence().presumed();
          if (presumed == null || presumed == discard.block()) {
            return false;
          }
          any = true;
        }
      }
    }
    return any;
  }

  /** A thread is at its next request: the discards of those before have come, or never will. */
  public void threadWentOn(long threadId) {
    if (!overdue.isEmpty()) {
      overdue.removeIf(change -> change.threadId() == threadId);
    }
  }

  /** The block is gone. */
  public void forget(RamBlock block) {
    finder.forget(block);
    giving.remove(block);
    undiscarded.removeIf(change -> change.block() == block);
    overdue.removeIf(change -> change.block() == block);
  }

  public void lost() {
    finder.clear();
  }

  /** Nothing is under way any more. */
  public void clear() {
    undiscarded.clear();
    overdue.clear();
    forgotten.clear();
  }

  /** The memory map was another process's. */
  public void beginAnew() {
    clear();
    giving.clear();
    finder.clear();
  }

  /** Those that wait for a discard, with those for which it is overdue. */
  public void addTo(Collection<Change> changes) {
    changes.addAll(undiscarded);
    changes.addAll(overdue);
  }

  /**
   * Writes it to a snapshot.
   *
   * @param changes all that wait for a discard, and others
   */
  public void encode(SnapshotWriter out, MemoryMap map, List<Change> changes) throws IOException {
    ChangeList.encode(undiscarded, out, changes);
    finder.encode(out, map);
    var known = giving.stream().filter(block -> map.indexOf(block) >= 0).toList();
    out.writeList(known, block -> out.writeInt(map.indexOf(block)));
    ChangeList.encode(overdue, out, changes);
    forgotten.encode(out);
  }

  public void decode(SnapshotReader in, MemoryMap map, List<Change> changes) throws IOException {
    ChangeList.decodeInto(undiscarded, in, changes);
    finder.decode(in, map);
    if (in.isSince(4)) {
      in.readList(
          () -> {
            var block = map.block(in.readInt());
            if (block != null) {
              giving.add(block);
            }
          });
    }
    if (in.isSince(5)) {
      ChangeList.decodeInto(overdue, in, changes);
      forgotten.decode(in);
    }
  }
}
