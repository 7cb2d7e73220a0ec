package io.qtrace.topology.fair;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A slice of a stream thread's time that its tasks divide between them, so that more tasks do not
 * take more of it. Made and used on the thread.
 */
public final class ThreadSlice {

  private static final ThreadLocal<AtomicInteger> OF_THREAD =
      ThreadLocal.withInitial(AtomicInteger::new);

  private final AtomicInteger tasks = OF_THREAD.get();
  private final long ns;
  private boolean isIn;

  /** Of the thread that calls; the task takes nothing yet. */
  public ThreadSlice(Duration length) {
    this.ns = length.toNanos();
  }

  /** The task takes its part from now on, or takes none any more. */
  public void take(boolean isIn) {
    if (isIn != this.isIn) {
      this.isIn = isIn;
      tasks.addAndGet(isIn ? 1 : -1);
    }
  }

  /** The task's part in nanoseconds. */
  public long ns() {
    return ns / Math.max(1, tasks.get());
  }
}
