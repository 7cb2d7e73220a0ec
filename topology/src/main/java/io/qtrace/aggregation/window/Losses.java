package io.qtrace.aggregation.window;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The losses that windows which are still to be opened may lie in. So many are kept; beyond that
 * the last one stands for those behind it. Not thread-safe.
 */
final class Losses {

  private static final int MOST = 4096;

  private record Loss(long id, long epochMs, long count) {}

  private final Deque<Loss> all = new ArrayDeque<>();
  private long last = -1;
  private long lastMs = Long.MIN_VALUE;
  private long lastCount;

  /** Events were lost. */
  void add(long epochMs, long count) {
    last++;
    lastMs = epochMs;
    lastCount = count;
    long before = all.size() < MOST ? 0 : all.removeLast().count;
    all.addLast(new Loss(last, epochMs, before + count));
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
    long endMs = window.startMs + window.spec.sizeMs();
    for (var loss : all) {
      if (loss.epochMs >= window.startMs && loss.epochMs < endMs) {
        window.lost(loss.id, loss.count);
      }
    }
  }

  /** No window that begins before is opened any more. */
  void forget(long epochMs) {
    while (!all.isEmpty() && all.getFirst().epochMs < epochMs) {
      all.removeFirst();
    }
  }
}
