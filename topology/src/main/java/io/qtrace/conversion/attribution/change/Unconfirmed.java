package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Rule;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes that left with a block since a discard of that block last agreed with the memory map. If
 * the next one contradicts it, nobody knows since when the map was wrong, and these are corrected.
 * Not thread-safe.
 */
public final class Unconfirmed {

  /** So many at most are corrected; a discard comes with every other conversion. */
  private static final int MAX = 128;

  private final ArrayDeque<Change> changes = new ArrayDeque<>();

  /**
   * How many of the last ones came since a discard of any block agreed: the process is that one.
   */
  private int ofUnknownProcess;

  public void left(Change change) {
    boolean restsOnMap = change.rule() == Rule.MAP || change.rule() == Rule.ONLY_FIT;
    if (restsOnMap && !change.evidence().isConfirmed() && change.block() != null) {
      if (changes.size() == MAX) {
        changes.removeFirst();
      }
      changes.addLast(change);
      ofUnknownProcess = Math.min(MAX, ofUnknownProcess + 1);
    }
  }

  /** A discard of this block agrees. */
  public void confirm(RamBlock block) {
    ofUnknownProcess = 0;
    if (!changes.isEmpty()) {
      changes.removeIf(change -> change.block() == block);
    }
  }

  /** A discard contradicts all of the map. */
  public void refute(Consumer<Change> wrong) {
    changes.stream().skip(changes.size() - ofUnknownProcess).forEach(wrong);
    clear();
  }

  /** A discard shows that other memory lies where this block did. */
  public void refute(RamBlock block, Consumer<Change> wrong) {
    changes.stream().filter(change -> change.block() == block).forEach(wrong);
    forget(block);
  }

  public void forget(RamBlock block) {
    var newest = changes.descendingIterator();
    int known = 0;
    for (int i = 0; i < ofUnknownProcess; i++) {
      known += newest.next().block() == block ? 0 : 1;
    }
    ofUnknownProcess = known;
    changes.removeIf(change -> change.block() == block);
  }

  private void clear() {
    changes.clear();
    ofUnknownProcess = 0;
  }

  public void addTo(Collection<Change> all) {
    all.addAll(changes);
  }

  /**
   * Writes it to a snapshot.
   *
   * @param all changes, with these
   */
  public void encode(SnapshotWriter out, List<Change> all) throws IOException {
    ChangeList.encode(changes, out, all);
    out.writeInt(ofUnknownProcess);
  }

  public void decode(SnapshotReader in, List<Change> all) throws IOException {
    ChangeList.decodeInto(changes, in, all);
    ofUnknownProcess = in.readInt();
  }

  /** As snapshots of version 4 have it: changes that are the same as others come as copies. */
  public void decodeCopies(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(() -> changes.addLast(ChangeSnapshot.decode(in, map, List.of())));
    ofUnknownProcess = changes.size();
  }
}
