package io.qtrace.aggregation.window;

import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The losses that windows which are still to be opened may lie in. So many are kept; beyond that
 * the last one stands for those behind it. Not thread-safe.
 */
final class Losses {

  private static final int MOST = 4096;

  /**
   * @param toMs until then events may be missing
   */
  private record Loss(long id, long fromMs, long toMs, long count) {

    boolean isIn(GroupWindow window) {
      return toMs >= window.startMs && fromMs < window.endMs();
    }

    /** It stands for one before it, too. */
    Loss behind(Loss other) {
      return new Loss(id, Math.min(fromMs, other.fromMs), toMs, count + other.count);
    }
  }

  private final Deque<Loss> all = new ArrayDeque<>();
  private long last = -1;
  private long lastMs = Long.MIN_VALUE;
  private long lastCount;

  /** Events were lost. */
  void add(long epochMs, long count) {
    add(epochMs, epochMs, count);
  }

  /** Events were lost at that time, or since another. */
  void add(long sinceMs, long epochMs, long count) {
    last++;
    lastMs = epochMs;
    lastCount = count;
    var loss = new Loss(last, sinceMs, epochMs, count);
    all.addLast(all.size() < MOST ? loss : loss.behind(all.removeLast()));
  }

  /** What the last one took may be missing until then, also if it was forgotten in a pause. */
  void reach(long epochMs) {
    if (last < 0) {
      return;
    }
    boolean isKept = !all.isEmpty() && all.getLast().id == last;
    var reaching = isKept ? all.getLast() : new Loss(last, lastMs, Long.MIN_VALUE, lastCount);
    if (reaching.toMs < epochMs) {
      if (isKept) {
        all.removeLast();
      }
      all.addLast(new Loss(reaching.id, reaching.fromMs, epochMs, reaching.count));
    }
  }

  /** When the last one was; long ago if there was none. */
  long lastMs() {
    return lastMs;
  }

  /** Marks a window with the last one. */
  void markLast(GroupWindow window) {
    if (last >= 0) {
      window.lost(last, lastCount);
    }
  }

  /** Marks a new window with all that lie in it. */
  void mark(GroupWindow window) {
    for (var loss : all) {
      if (loss.isIn(window)) {
        window.lost(loss.id, loss.count);
      }
    }
  }

  /** No window that begins before is opened any more. */
  void forget(long epochMs) {
    while (!all.isEmpty() && all.getFirst().toMs < epochMs) {
      all.removeFirst();
    }
  }

  void encode(DataOutput out) throws IOException {
    out.writeLong(last);
    out.writeLong(lastMs);
    out.writeLong(lastCount);
    Numbers.write(out, all.size());
    for (var loss : all) {
      out.writeLong(loss.id);
      out.writeLong(loss.fromMs);
      out.writeLong(loss.toMs);
      out.writeLong(loss.count);
    }
  }

  void decode(DataInput in) throws IOException {
    last = in.readLong();
    lastMs = in.readLong();
    lastCount = in.readLong();
    for (long left = Numbers.read(in); left > 0; left--) {
      all.addLast(new Loss(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
  }
}
