package io.qtrace.qmp.protocol;

import java.time.Duration;

/**
 * A point in time by the monotonic clock.
 *
 * @param limit how long it was away when it was set
 */
public record Deadline(long atNs, Duration limit) {

  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos(), limit);
  }

  /** Rounded up; 0 once it has passed. */
  public long leftMs() {
    return Math.max(0, (atNs - System.nanoTime() + 999_999) / 1_000_000);
  }
}
