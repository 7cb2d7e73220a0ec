package io.qtrace.window;

/** The latest time that is certain; it never goes back. Not thread-safe. */
public final class ComingTime {

  private boolean isKnown;
  private long nowNs;

  /** Comes to this time, unless it is there already; true if it went on. */
  public boolean comeTo(long epochNs) {
    if (isKnown && epochNs <= nowNs) {
      return false;
    }
    set(true, epochNs);
    return true;
  }

  /** What {@link #isKnown} and {@link #nowNs} said when they were written down. */
  public void set(boolean isKnown, long nowNs) {
    this.isKnown = isKnown;
    this.nowNs = nowNs;
  }

  /** Whether any time is certain. */
  public boolean isKnown() {
    return isKnown;
  }

  /** Nanoseconds since the epoch. */
  public long nowNs() {
    return nowNs;
  }

  /** Milliseconds since the epoch. */
  public long nowMs() {
    return Times.ms(nowNs);
  }
}
