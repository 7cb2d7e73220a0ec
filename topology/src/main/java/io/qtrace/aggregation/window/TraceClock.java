package io.qtrace.aggregation.window;

/**
 * How far a trace has come by its own time. A time stamp counts once the next one confirms it: a
 * damaged one would close all windows. Not thread-safe.
 */
public final class TraceClock {

  private boolean hasPrevious;
  private long previousNs;
  private boolean hasTime;
  private long nowNs;

  /** An event, whatever it is; true if the clock went on. */
  public boolean event(long epochNs) {
    boolean isLater = false;
    if (hasPrevious) {
      long confirmed = Math.min(previousNs, epochNs);
      isLater = !hasTime || confirmed > nowNs;
      nowNs = isLater ? confirmed : nowNs;
      hasTime = true;
    }
    hasPrevious = true;
    previousNs = epochNs;
    return isLater;
  }

  /** Whether anything is known. */
  public boolean hasTime() {
    return hasTime;
  }

  /** Nanoseconds since the epoch. */
  public long nowNs() {
    return nowNs;
  }
}
