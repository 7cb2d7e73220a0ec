package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes whose block is known, but not which of the requests under way was theirs, as none of
 * those had a place. Once one of them has, it is over. Not thread-safe.
 */
public final class Unclaimed {

  private static final int MAX = 1024;

  /**
   * A change.
   *
   * @param before number of requests that came before it was settled
   */
  private record Claim(RamBlock block, long offset, long size, MemoryState to, long before) {

    boolean isOn(Request request) {
      return request.block() == block
          && request.offset() == offset
          && request.size() == size
          && request.to() == to
          && request.number() < before;
    }
  }

  private final ArrayDeque<Claim> claims = new ArrayDeque<>();

  public void add(RamBlock block, Change change, long before) {
    if (claims.size() == MAX) {
      claims.removeFirst();
    }
    claims.addLast(new Claim(block, change.offset(), change.size(), change.to(), before));
  }

  /**
   * Looks at requests that have a place by now.
   *
   * @param fulfilled takes those of which one is a change's
   */
  public void claim(List<Request> underWay, Consumer<List<Request>> fulfilled) {
    for (var it = claims.iterator(); it.hasNext(); ) {
      var claim = it.next();
      var equal = new ArrayList<Request>(1);
      for (var request : underWay) {
        if (claim.isOn(request)) {
          equal.add(request);
        }
      }
      if (!equal.isEmpty()) {
        it.remove();
        fulfilled.accept(equal);
      }
    }
  }

  /** The block is gone. */
  public void forget(RamBlock block) {
    claims.removeIf(claim -> claim.block == block);
  }

  public void clear() {
    claims.clear();
  }

  public void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(
        claims,
        claim -> {
          out.writeInt(map.indexOf(claim.block));
          out.writeLong(claim.offset);
          out.writeLong(claim.size);
          out.writeByte(claim.to.code());
          out.writeLong(claim.before);
        });
  }

  public void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(
        () -> {
          var block = map.block(in.readInt());
          long offset = in.readLong();
          long size = in.readLong();
          var to = MemoryState.of(in.readByte());
          long before = in.readLong();
          if (block != null) {
            claims.addLast(new Claim(block, offset, size, to, before));
          }
        });
  }
}
