package io.qtrace.conversion.window;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Rule;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;

/** Sums over conversions. */
public final class Counts {

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

  void add(Attributed conversion) {
    add(conversion, 1);
  }

  /** Takes back what was added, which has to be as it was then. */
  void remove(Attributed conversion) {
    add(conversion, -1);
  }

  /** Adds a conversion without its rule, and without the block in which it continues another. */
  void addUnattributed(Attributed conversion) {
    add(conversion, 1);
    mergeable -= conversion.isMergeable() ? 1 : 0;
    byRule[conversion.rule().code()]--;
    byRule[Rule.UNATTRIBUTED.code()]++;
  }

  private void add(Attributed conversion, int times) {
    var event = conversion.event();
    if (event.to() == MemoryState.SHARED) {
      toShared += times;
      bytesToShared += times * event.size();
    } else {
      toPrivate += times;
      bytesToPrivate += times * event.size();
    }
    if (event.from() == event.to()) {
      noOp += times;
    } else if (event.from() == MemoryState.MIXTURE) {
      mixture += times;
    }
    if (conversion.cause() == Cause.EXPLICIT) {
      explicit += times;
    } else if (conversion.cause() == Cause.IMPLICIT) {
      implicit += times;
    }
    byRule[conversion.rule().code()] += times;
    if (event.size() <= PAGE_BYTES) {
      pageSized += times;
    } else if (event.size() <= FRAME_BYTES) {
      frameSized += times;
    } else {
      larger += times;
    }
    mergeable += conversion.isMergeable() ? times : 0;
  }

  void encode(SnapshotWriter out) throws IOException {
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

  /** Reads what {@link #encode} wrote. */
  void decode(SnapshotReader in) throws IOException {
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
    if (in.isSince(6)) {
      pageSized = in.readLong();
      frameSized = in.readLong();
      larger = in.readLong();
      mergeable = in.readLong();
    }
  }
}
