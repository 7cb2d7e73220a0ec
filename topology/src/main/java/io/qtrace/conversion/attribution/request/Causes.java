package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.Place;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Why requests are made: each is announced by a hypercall or a memory fault, if those are traced.
 * One that was announced and did not come was lost. Not thread-safe.
 */
public final class Causes {

  private static final int MAX = 256;

  private static final int SAMPLE = 256;
  private static final int FEWEST = 8;

  /** Of requests that have not come. */
  private final ArrayDeque<MemoryEvent.Caused> open = new ArrayDeque<>();

  private int requests;
  private int announced;

  public void add(MemoryEvent.Caused event) {
    if (open.size() == MAX) {
      open.removeFirst();
    }
    open.addLast(event);
  }

  /** The reason of a request that came. */
  public Cause take(MemoryEvent.Requested request) {
    var cause = find(request);
    requests++;
    announced += cause == Cause.UNKNOWN ? 0 : 1;
    if (requests == SAMPLE) {
      requests /= 2;
      announced /= 2;
    }
    return cause;
  }

  private Cause find(MemoryEvent.Requested request) {
    for (var it = open.descendingIterator(); it.hasNext(); ) {
      var reason = it.next();
      if (isOf(reason, request)) {
        it.remove();
        return reason.cause();
      }
    }
    return Cause.UNKNOWN;
  }

  private static boolean isOf(MemoryEvent.Caused reason, MemoryEvent.Requested request) {
    return reason.gpa() == request.gpa()
        && reason.size() == request.size()
        && (reason.threadId() < 0
            || request.threadId() < 0
            || reason.threadId() == request.threadId());
  }

  /** Whether nearly every request is announced. */
  public boolean areTraced() {
    return requests >= FEWEST && announced * 16 >= requests * 15;
  }

  /** Whether a request was announced that may lie at this offset of another block. */
  public boolean announceElsewhere(MemoryEvent.Changed change, RamBlock block, MemoryMap map) {
    for (var reason : open) {
      if (reason.size() == change.size()) {
        var place = map.locate(reason.gpa(), reason.size());
        if (place == null || isOnOther(place, block, change.offset())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOnOther(Place place, RamBlock block, long offset) {
    return place.block() != null && place.block() != block && place.offset() == offset;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeList(
        open,
        reason -> {
          out.writeByte(reason.cause().code());
          out.writeLong(reason.gpa());
          out.writeLong(reason.size());
          out.writeLong(reason.threadId());
        });
  }

  public void decode(SnapshotReader in) throws IOException {
    in.readList(
        () -> {
          open.addLast(
              new MemoryEvent.Caused(
                  Cause.of(in.readByte()), in.readLong(), in.readLong(), in.readLong()));
        });
  }

  /** What snapshots of the first three versions do not have. */
  public void encodeCounts(SnapshotWriter out) throws IOException {
    out.writeInt(requests);
    out.writeInt(announced);
  }

  public void decodeCounts(SnapshotReader in) throws IOException {
    requests = in.readInt();
    announced = in.readInt();
  }
}
