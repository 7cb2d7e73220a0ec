package io.qtrace.raw;

/** Which clock an event's time stamp was read from. */
public enum Clock {
  /**
   * The host's CLOCK_MONOTONIC: nanoseconds since some start, not since the epoch. QEMU's simple
   * backend uses it.
   */
  MONOTONIC,
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  REALTIME,
  /** The source gives no time. */
  NONE;

  /** Thirty years, in nanoseconds: no host has been up for longer. */
  private static final long LONGEST_UPTIME_NS = 30L * 365 * 86_400 * 1_000_000_000;

  /**
   * What the time stamp of a simple trace counts from: QEMU's is monotonic, and that of SystemTap's
   * script, whose gettimeofday_ns() is beyond any uptime, is not.
   */
  public static Clock ofSimple(long timestampNs) {
    return timestampNs > LONGEST_UPTIME_NS ? REALTIME : MONOTONIC;
  }
}
