package io.qtrace.conversion.page;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Runs of single pages of a RAM block, converted one after the other in rising order and in one
 * direction: what one request could have done. vCPUs convert at the same time, so several runs are
 * remembered. Not thread-safe.
 */
public final class Runs {

  /** What was asked for later was hardly known when the run began. */
  static final long GAP_NS = 10_000_000L;

  /** As many at once as there are vCPUs that do nothing else. */
  private static final int MAX = 32;

  /** Where a run goes on. */
  private record End(long offset, MemoryState to, long threadId, long epochNs) {

    boolean isContinuedBy(MemoryEvent.Changed change) {
      long ns = change.epochNs() - epochNs;
      return offset == change.offset()
          && to == change.to()
          && change.isOfThread(threadId)
          && ns >= 0
          && ns <= GAP_NS;
    }
  }

  /** The oldest first; meaningful below {@link #count}. */
  private End[] ends = new End[0];

  /** Of each end: all of them are looked at for each page. */
  private long[] offsets = new long[0];

  private int count;

  /** Adds a conversion of the block; whether it continues one of a page. */
  public boolean add(MemoryEvent.Changed change) {
    if (change.size() != 1L << Footprint.PAGE_SHIFT) {
      return false;
    }
    int continued = find(change);
    if (continued >= 0) {
      remove(continued);
    } else if (count == MAX) {
      remove(0);
    }
    add(new End(change.offset() + change.size(), change.to(), change.threadId(), change.epochNs()));
    return continued >= 0;
  }

  /** Which run the change continues; negative if none. */
  private int find(MemoryEvent.Changed change) {
    for (int i = 0; i < count; i++) {
      if (offsets[i] == change.offset() && ends[i].isContinuedBy(change)) {
        return i;
      }
    }
    return -1;
  }

  private void remove(int index) {
    count--;
    System.arraycopy(ends, index + 1, ends, index, count - index);
    System.arraycopy(offsets, index + 1, offsets, index, count - index);
  }

  private void add(End end) {
    if (count == ends.length) {
      int length = Math.max(4, 2 * count);
      ends = Arrays.copyOf(ends, length);
      offsets = Arrays.copyOf(offsets, length);
    }
    ends[count] = end;
    offsets[count] = end.offset;
    count++;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeList(
        Arrays.asList(ends).subList(0, count),
        end -> {
          out.writeLong(end.offset);
          out.writeByte(end.to.code());
          out.writeLong(end.threadId);
          out.writeLong(end.epochNs);
        });
  }

  public void decode(SnapshotReader in) throws IOException {
    in.readList(
        () -> {
          add(new End(in.readLong(), MemoryState.of(in.readByte()), in.readLong(), in.readLong()));
        });
  }
}
