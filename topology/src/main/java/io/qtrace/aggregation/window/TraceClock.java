package io.qtrace.aggregation.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
    boolean isLater = hasPrevious && comeTo(Math.min(previousNs, epochNs));
    passed(epochNs);
    return isLater;
  }

  /** That time is certain; true if the clock went on. */
  public boolean comeTo(long epochNs) {
    if (hasTime && epochNs <= nowNs) {
      return false;
    }
    hasTime = true;
    nowNs = epochNs;
    return true;
  }

  /** The last event was then, which the next one may confirm. */
  public void passed(long epochNs) {
    hasPrevious = true;
    previousNs = epochNs;
  }

  /** Whether anything is certain. */
  public boolean hasTime() {
    return hasTime;
  }

  /** Nanoseconds since the epoch. */
  public long nowNs() {
    return nowNs;
  }

  /** When the last event was; now, if there was none. */
  public long previousNs() {
    return hasPrevious ? previousNs : nowNs;
  }

  public void encode(DataOutput out) throws IOException {
    out.writeBoolean(hasPrevious);
    out.writeLong(previousNs);
    out.writeBoolean(hasTime);
    out.writeLong(nowNs);
  }

  public void decode(DataInput in) throws IOException {
    hasPrevious = in.readBoolean();
    previousNs = in.readLong();
    hasTime = in.readBoolean();
    nowNs = in.readLong();
  }
}
