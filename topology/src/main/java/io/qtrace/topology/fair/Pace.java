package io.qtrace.topology.fair;

/**
 * Whether records come late, by their own times: then many more wait to be looked at. Clocks of
 * producers differ, so what counts is how much later than the least late of the last minute. Not
 * thread-safe.
 */
public final class Pace {

  private static final long LATE_MS = 200;
  private static final long MINUTE_NS = 60_000_000_000L;

  private long leastAgeMs = Long.MAX_VALUE;
  private long leastSinceNs;
  private boolean isLate;

  /** A record came that is so old; less than 0 if its clock is ahead of ours. */
  public void record(long ageMs, long nowNs) {
    if (ageMs <= leastAgeMs || nowNs - leastSinceNs >= MINUTE_NS) {
      leastAgeMs = ageMs;
      leastSinceNs = nowNs;
    }
    isLate = ageMs - leastAgeMs > LATE_MS;
  }

  /** Whether the last record came late. */
  public boolean isLate() {
    return isLate;
  }
}
