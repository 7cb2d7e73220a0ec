package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Some of a snapshot's changes, by where they stand among all of them. */
final class ChangeList {

  private ChangeList() {}

  /**
   * Writes it to a snapshot.
   *
   * @param all changes, with these
   */
  static void encode(Collection<Change> some, SnapshotWriter out, List<Change> all)
      throws IOException {
    out.writeList(some, change -> out.writeInt(all.indexOf(change)));
  }

  /** Reads it behind those that are there. */
  static void decodeInto(Collection<Change> some, SnapshotReader in, List<Change> all)
      throws IOException {
    in.readList(() -> some.add(all.get(in.readInt())));
  }
}
