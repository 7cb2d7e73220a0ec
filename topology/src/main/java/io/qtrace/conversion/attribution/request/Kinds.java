package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Sizes and directions of what a limit removed: somebody unknown was here. Where there are too many
 * kinds, it may be of any. Not thread-safe.
 */
public final class Kinds {

  private static final int MAX = 64;

  private record Kind(long size, MemoryState to) {}

  private final Set<Kind> kinds = new LinkedHashSet<>();
  private boolean hasAny;

  public void add(long size, MemoryState to) {
    if (kinds.size() < MAX) {
      kinds.add(new Kind(size, to));
    } else {
      hasAny = true;
    }
  }

  public boolean has(long size, MemoryState to) {
    return hasAny || (!kinds.isEmpty() && kinds.contains(new Kind(size, to)));
  }

  public void clear() {
    kinds.clear();
    hasAny = false;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeBoolean(hasAny);
    out.writeList(
        kinds,
        kind -> {
          out.writeLong(kind.size);
          out.writeByte(kind.to.code());
        });
  }

  public void decode(SnapshotReader in) throws IOException {
    hasAny = in.readBoolean();
    in.readList(() -> kinds.add(new Kind(in.readLong(), MemoryState.of(in.readByte()))));
  }
}
