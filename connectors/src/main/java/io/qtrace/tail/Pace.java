package io.qtrace.tail;

import java.time.Duration;

/** When to look at a file again: soon while it grows, ever later while it does not. */
final class Pace {

  private static final long FIRST_NS = Duration.ofMillis(50).toNanos();

  /** A file that cannot be read is tried again so often. */
  private static final long FAILED_NS = Duration.ofSeconds(10).toNanos();

  private final long longestNs;
  private long delayNs;
  private long nextLookNs;

  Pace(Duration longest, long nowNs) {
    longestNs = longest.toNanos();
    nextLookNs = nowNs;
  }

  boolean isDue(long nowNs) {
    return nowNs - nextLookNs >= 0;
  }

  void now(long nowNs) {
    delayNs = 0;
    nextLookNs = nowNs;
  }

  void idle(long nowNs) {
    delayNs = Math.min(longestNs, Math.max(FIRST_NS, 2 * delayNs));
    nextLookNs = nowNs + delayNs;
  }

  void failed(long nowNs) {
    nextLookNs = nowNs + FAILED_NS;
  }
}
