package io.qtrace.conversion.window;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.window.Times;
import java.io.IOException;
import java.time.Duration;

/**
 * What the clock of a VM's host is known to have shown, and so which times are in the future. In
 * whole minutes, so that it is rarely news. Not thread-safe.
 *
 * <p>Without any such knowledge nothing is in the future: a file alone has no other clock than its
 * own.
 */
public final class HostClock {

  private static final long MINUTE_MS = 60_000;

  /** Later than any time of a trace, which are nanoseconds; sums with it do not overflow. */
  private static final long NEVER_MS = Long.MAX_VALUE / 4;

  private final long limitMs;

  /** The end of the minute that was shown last. */
  private long minuteMs = Long.MIN_VALUE;

  HostClock(Duration limit) {
    this.limitMs = Math.min(NEVER_MS, limit.toMillis());
  }

  /** Whether it was not known yet. */
  public boolean isNews(long epochMs) {
    return endOfMinute(epochMs) > minuteMs;
  }

  /** It showed this time. */
  public void showed(long epochMs) {
    minuteMs = Math.max(minuteMs, endOfMinute(epochMs));
  }

  private static long endOfMinute(long epochMs) {
    long bounded = Math.max(-NEVER_MS, Math.min(NEVER_MS, epochMs));
    return (Math.floorDiv(bounded, MINUTE_MS) + 1) * MINUTE_MS;
  }

  boolean isKnown() {
    return minuteMs != Long.MIN_VALUE;
  }

  /** At least so late it is; meaningful if it {@link #isKnown}. */
  long atLeastMs() {
    return minuteMs - MINUTE_MS;
  }

  /** A window that begins later is in the future. */
  long lastStartMs() {
    return isKnown() ? minuteMs + limitMs : Long.MAX_VALUE;
  }

  /** A time of the trace; if that is in the future, the time that it is at least. */
  public long believed(long epochNs) {
    boolean isFuture = Times.ms(epochNs) > lastStartMs();
    return isFuture ? Times.ns(atLeastMs()) : epochNs;
  }

  void encode(SnapshotWriter out) throws IOException {
    out.writeLong(minuteMs);
  }

  void decode(SnapshotReader in) throws IOException {
    minuteMs = in.readLong();
  }
}
