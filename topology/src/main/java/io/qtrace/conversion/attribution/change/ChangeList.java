package io.qtrace.conversion.attribution.change;

import java.io.DataInput;
import java.io.DataOutput;
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
  static void encode(Collection<Change> some, DataOutput out, List<Change> all) throws IOException {
    out.writeInt(some.size());
    for (var change : some) {
      out.writeInt(all.indexOf(change));
    }
  }

  /** Reads it behind those that are there. */
  static void decodeInto(Collection<Change> some, DataInput in, List<Change> all)
      throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      some.add(all.get(in.readInt()));
    }
  }
}
