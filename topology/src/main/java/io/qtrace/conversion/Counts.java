package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Sums over conversions. */
final class Counts {

  private static final long PAGE_BYTES = 4 << 10;
  private static final long FRAME_BYTES = 2 << 20;

  long toShared;
  long toPrivate;
  long bytesToShared;
  long bytesToPrivate;
  long noOp;
  long mixture;
  long explicit;
  long implicit;
  long pageSized;
  long frameSized;
  long larger;
  long mergeable;
  final long[] byRule = new long[Rule.values().length];

  long count() {
    return toShared + toPrivate;
  }

  void add(Change change) {
    add(change, 1);
  }

  /** Takes back what was added, which has to be as it was then. */
  void remove(Change change) {
    add(change, -1);
  }

  /** Adds a change without its rule, and without the block in which it continues another. */
  void addUnattributed(Change change) {
    add(change, 1);
    mergeable -= change.isMergeable ? 1 : 0;
    byRule[change.settledBy().code()]--;
    byRule[Rule.UNATTRIBUTED.code()]++;
  }

  private void add(Change change, int times) {
    if (change.to == MemoryState.SHARED) {
      toShared += times;
      bytesToShared += times * change.size;
    } else {
      toPrivate += times;
      bytesToPrivate += times * change.size;
    }
    if (change.from == change.to) {
      noOp += times;
    } else if (change.from == MemoryState.MIXTURE) {
      mixture += times;
    }
    if (change.cause == Cause.EXPLICIT) {
      explicit += times;
    } else if (change.cause == Cause.IMPLICIT) {
      implicit += times;
    }
    byRule[change.settledBy().code()] += times;
    if (change.size <= PAGE_BYTES) {
      pageSized += times;
    } else if (change.size <= FRAME_BYTES) {
      frameSized += times;
    } else {
      larger += times;
    }
    mergeable += change.isMergeable ? times : 0;
  }

  void encode(DataOutput out) throws IOException {
    out.writeLong(toShared);
    out.writeLong(toPrivate);
    out.writeLong(bytesToShared);
    out.writeLong(bytesToPrivate);
    out.writeLong(noOp);
    out.writeLong(mixture);
    out.writeLong(explicit);
    out.writeLong(implicit);
    for (long count : byRule) {
      out.writeLong(count);
    }
    out.writeLong(pageSized);
    out.writeLong(frameSized);
    out.writeLong(larger);
    out.writeLong(mergeable);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param version of the snapshot; 6 is the first with sizes
   */
  void decode(DataInput in, int version) throws IOException {
    toShared = in.readLong();
    toPrivate = in.readLong();
    bytesToShared = in.readLong();
    bytesToPrivate = in.readLong();
    noOp = in.readLong();
    mixture = in.readLong();
    explicit = in.readLong();
    implicit = in.readLong();
    for (int i = 0; i < byRule.length; i++) {
      byRule[i] = in.readLong();
    }
    if (version > 5) {
      pageSized = in.readLong();
      frameSized = in.readLong();
      larger = in.readLong();
      mergeable = in.readLong();
    }
  }
}
