package io.qtrace.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * How far a trace has come by its own time. A time stamp counts once the next one confirms it: a
 * damaged one would close all windows. Not thread-safe.
 */
public final class TraceClock {

  /** So far apart two times do not confirm each other: that of one may be damaged. */
  public static final long FAR_NS = Duration.ofHours(1).toNanos();

  private boolean hasPrevious;
  private long previousNs;
  private final ComingTime time = new ComingTime();

  /** Whether a time is so far ahead of another one that it has to be confirmed. */
  public static boolean isFar(long fromNs, long toNs) {
    return toNs > fromNs && (toNs - fromNs > FAR_NS || toNs - fromNs < 0); // below: beyond a long
  }

  /** An event, whatever it is; true if the clock went on. */
  public boolean event(long epochNs) {
    boolean isLater = hasPrevious && comeTo(Math.min(previousNs, epochNs));
    passed(epochNs);
    return isLater;
  }

  /** That time is certain; true if the clock went on. */
  public boolean comeTo(long epochNs) {
    return time.comeTo(epochNs);
  }

  /** The last event was then, which the next one may confirm. */
  public void passed(long epochNs) {
    hasPrevious = true;
    previousNs = epochNs;
  }

  /** Whether anything is certain. */
  public boolean hasTime() {
    return time.isKnown();
  }

  /** Nanoseconds since the epoch. */
  public long nowNs() {
    return time.nowNs();
  }

  /** When the last event was; now, if there was none. */
  public long previousNs() {
    return hasPrevious ? previousNs : time.nowNs();
  }

  /**
   * Until when times are to be trusted if nothing comes any more: as far ahead as events may be
   * late, and to the last event unless that stands alone.
   */
  public long trustedNs(long graceNs) {
    long now = time.isKnown() ? time.nowNs() : previousNs();
    long trusted = now + graceNs;
    return isFar(now, previousNs()) ? trusted : Math.max(trusted, previousNs());
  }

  /**
   * The first multiple of a length that is further ahead than events may be late; the next one, if
   * the last event was right behind it.
   */
  public long startAheadMs(long graceMs, long lengthMs) {
    long nowMs = Times.ms(time.isKnown() ? time.nowNs() : previousNs());
    long lastMs = Times.ms(previousNs());
    long start = (Math.floorDiv(nowMs + graceMs, lengthMs) + 1) * lengthMs;
    return lastMs >= start && lastMs < start + lengthMs ? start + lengthMs : start;
  }

  public void encode(DataOutput out) throws IOException {
    out.writeBoolean(hasPrevious);
    out.writeLong(previousNs);
    out.writeBoolean(time.isKnown());
    out.writeLong(time.nowNs());
  }

  public void decode(DataInput in) throws IOException {
    hasPrevious = in.readBoolean();
    previousNs = in.readLong();
    time.set(in.readBoolean(), in.readLong());
  }
}
