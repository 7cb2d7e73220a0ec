package io.qtrace.raw;

/** Which clock an event's time stamp was read from. */
public enum Clock {
  /**
   * The host's CLOCK_MONOTONIC: nanoseconds since some start, not since the epoch. The simple
   * backend uses it.
   */
  MONOTONIC,
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  REALTIME,
  /** The source gives no time. */
  NONE
}
