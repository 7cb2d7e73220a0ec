package io.qtrace.window;

/** Times of traces, which have nanoseconds, and of windows, which have milliseconds. */
public final class Times {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private Times() {}

  /** The millisecond that has begun. */
  public static long ms(long ns) {
    return Math.floorDiv(ns, NANOS_PER_MILLI);
  }

  /** Its first nanosecond; the farthest one that there is, if it is farther. */
  public static long ns(long ms) {
    if (ms > Long.MAX_VALUE / NANOS_PER_MILLI) {
      return Long.MAX_VALUE;
    }
    return ms < Long.MIN_VALUE / NANOS_PER_MILLI ? Long.MIN_VALUE : ms * NANOS_PER_MILLI;
  }
}
