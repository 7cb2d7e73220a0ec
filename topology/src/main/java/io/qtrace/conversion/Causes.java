package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Why requests are made: each is announced by a hypercall or a memory fault, if those are traced.
 * One that was announced and did not come was lost. Not thread-safe.
 */
final class Causes {

  private static final int MAX = 256;

  private static final int SAMPLE = 256;
  private static final int FEWEST = 8;

  private record Reason(Cause cause, long gpa, long size, long threadId) {

    boolean fits(long otherGpa, long otherSize, long otherThread) {
      return gpa == otherGpa
          && size == otherSize
          && (threadId < 0 || otherThread < 0 || threadId == otherThread);
    }
  }

  /** Of requests that have not come. */
  private final ArrayDeque<Reason> open = new ArrayDeque<>();

  private int requests;
  private int announced;

  void add(Cause cause, long gpa, long size, long threadId) {
    if (open.size() == MAX) {
      open.removeFirst();
    }
    open.addLast(new Reason(cause, gpa, size, threadId));
  }

  /** The reason of a request that came. */
  Cause take(long gpa, long size, long threadId) {
    var cause = find(gpa, size, threadId);
    requests++;
    announced += cause == Cause.UNKNOWN ? 0 : 1;
    if (requests == SAMPLE) {
      requests /= 2;
      announced /= 2;
    }
    return cause;
  }

  private Cause find(long gpa, long size, long threadId) {
    for (var it = open.descendingIterator(); it.hasNext(); ) {
      var reason = it.next();
      if (reason.fits(gpa, size, threadId)) {
        it.remove();
        return reason.cause;
      }
    }
    return Cause.UNKNOWN;
  }

  /** Whether nearly every request is announced. */
  boolean areTraced() {
    return requests >= FEWEST && announced * 16 >= requests * 15;
  }

  /** Whether a request was announced that may lie at this offset of another block. */
  boolean announceElsewhere(Change change, RamBlock block, MemoryMap map) {
    for (var reason : open) {
      if (reason.size == change.size) {
        var place = map.locate(reason.gpa, reason.size);
        if (place == null || isOnOther(place, block, change.offset)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOnOther(MemoryMap.Place place, RamBlock block, long offset) {
    return place.block() != null && place.block() != block && place.offset() == offset;
  }

  void encode(DataOutput out) throws IOException {
    out.writeInt(open.size());
    for (var reason : open) {
      out.writeByte(reason.cause.code());
      out.writeLong(reason.gpa);
      out.writeLong(reason.size);
      out.writeLong(reason.threadId);
    }
  }

  void decode(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      open.addLast(
          new Reason(Cause.of(in.readByte()), in.readLong(), in.readLong(), in.readLong()));
    }
  }

  /** What snapshots of the first three versions do not have. */
  void encodeCounts(DataOutput out) throws IOException {
    out.writeInt(requests);
    out.writeInt(announced);
  }

  void decodeCounts(DataInput in) throws IOException {
    requests = in.readInt();
    announced = in.readInt();
  }
}
