package io.qtrace.conversion.page;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;

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

  private final ArrayDeque<End> ends = new ArrayDeque<>();

  /** Adds a conversion of the block; whether it continues one of a page. */
  public boolean add(MemoryEvent.Changed change) {
    if (change.size() != 1L << Footprint.PAGE_SHIFT) {
      return false;
    }
    boolean continues = false;
    for (var it = ends.iterator(); it.hasNext() && !continues; ) {
      if (it.next().isContinuedBy(change)) {
        it.remove();
        continues = true;
      }
    }
    if (ends.size() == MAX) {
      ends.removeFirst();
    }
    ends.addLast(
        new End(change.offset() + change.size(), change.to(), change.threadId(), change.epochNs()));
    return continues;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeList(
        ends,
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
          ends.addLast(
              new End(in.readLong(), MemoryState.of(in.readByte()), in.readLong(), in.readLong()));
        });
  }
}
