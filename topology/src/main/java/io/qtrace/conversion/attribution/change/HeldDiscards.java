package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Discards that may stand in front of their changes in the trace. Each is held until the trace has
 * come past its time: then all that happened before it has been read. Not thread-safe.
 */
public final class HeldDiscards {

  public static final int MAX = 1024;

  /** In the order of the trace. */
  private final ArrayDeque<Discard> discards = new ArrayDeque<>();

  /**
   * Holds one.
   *
   * @return the one that has to make room, if there are too many
   */
  public @Nullable Discard add(Discard discard) {
    var oldest = discards.size() == MAX ? discards.removeFirst() : null;
    discards.addLast(discard);
    return oldest;
  }

  /**
   * Takes out the next one that the trace has come past.
   *
   * @param epochNs something of this time has been read
   * @return null if there is none
   */
  public @Nullable Discard next(long epochNs) {
    if (discards.isEmpty()) {
      return null;
    }
    for (Iterator<Discard> it = discards.iterator(); it.hasNext(); ) {
      var discard = it.next();
      if (discard.isPast(epochNs)) {
        it.remove();
        return discard;
      }
    }
    return null;
  }

  /** Takes out the first of all; null if there is none. */
  public @Nullable Discard next() {
    return discards.pollFirst();
  }

  /** The block is gone. */
  public void forget(RamBlock block) {
    discards.removeIf(discard -> discard.block() == block);
  }

  /** The memory map was another process's. */
  public void clear() {
    discards.clear();
  }

  public void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(discards, discard -> discard.encode(out, map));
  }

  public void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(
        () -> {
          var discard = Discard.decode(in, map);
          if (discard != null) {
            discards.addLast(discard);
          }
        });
  }
}
