package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that discards named at the beginning of a trace: a discard may have been of a change from
 * before the trace. Then the change's own follows, of another block. Not thread-safe.
 */
public final class FirstNamed {

  private final List<Change> changes = new ArrayList<>();

  public void add(Change change) {
    changes.add(change);
  }

  /** Takes out the change that a discard of this block contradicts; null if there is none. */
  public @Nullable Change contradictedBy(Discard discard) {
    for (var change : changes) {
      if (change.block() != discard.block() && change.canPrecede(discard)) {
        changes.remove(change);
        return change;
      }
    }
    return null;
  }

  /** Takes out the changes that a discard of a block which may lie anywhere can contradict. */
  public List<Change> contradictedAnywhere(Discard discard) {
    var some =
        changes.stream()
            .filter(change -> change.block() != discard.block())
            .filter(discard::isLike)
            .toList();
    changes.removeAll(some);
    return some;
  }

  public void clear() {
    changes.clear();
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
  }

  public void decode(SnapshotReader in, List<Change> all) throws IOException {
    ChangeList.decodeInto(changes, in, all);
  }
}
