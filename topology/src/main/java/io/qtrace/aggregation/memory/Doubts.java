package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.memory.Things.Thing;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which time of states is unsure: events were lost, or the trace begins with a time that stands
 * alone and may be damaged. Not thread-safe.
 */
final class Doubts {

  /** Before, snapshots had only what of losses was not settled. */
  private static final int WHOLE_SINCE_VERSION = 2;

  /**
   * From when to when events were lost, as far as it is not settled. Until the next event of a
   * thing its state may be another.
   */
  private long lossFromNs = Long.MAX_VALUE;

  private long lossToNs = Long.MIN_VALUE;

  /** Until the trace goes on, what was lost may have been later. */
  private boolean isLossOpen;

  /** Where the last loss ended that is settled. */
  private long settledLossToNs = Long.MIN_VALUE;

  /** The first time of the trace is the only one. */
  private boolean isAlone;

  private long firstNs;
  private long confirmedFromNs = Long.MIN_VALUE;

  /** The trace begins. */
  void began(long ns) {
    isAlone = true;
    firstNs = ns;
  }

  /** The trace has come so far; true if its first time stands alone, so that it begins here. */
  boolean goesOn(long nowNs) {
    if (isLossOpen && nowNs >= lossToNs) {
      isLossOpen = false;
      lossToNs = nowNs;
    }
    if (!isAlone || nowNs <= firstNs) {
      return false;
    }
    isAlone = false;
    if (!TraceClock.isFar(firstNs, nowNs)) {
      return false;
    }
    confirmedFromNs = nowNs;
    return true;
  }

  /** Events were lost, in a pane. */
  void lost(long paneFromNs, long paneToNs) {
    lossFromNs = Math.min(lossFromNs, paneFromNs);
    lossToNs = Math.max(lossToNs, paneToNs);
    isLossOpen = true;
  }

  /** All until then is counted. */
  void settled(long untilNs) {
    if (lossToNs <= untilNs) {
      settledLossToNs = Math.max(settledLossToNs, lossToNs);
      lossFromNs = Long.MAX_VALUE;
      lossToNs = Long.MIN_VALUE;
    }
  }

  /**
   * From when on times are not those of a first event that stands alone; long ago if it does not.
   */
  long confirmedFromNs() {
    return confirmedFromNs;
  }

  /** From when on a thing's state may have ended unseen; never if it may not. */
  long unsureFromNs(Thing thing) {
    if (thing.isUnsure) {
      return Long.MIN_VALUE;
    }
    return thing.sinceNs < lossToNs ? lossFromNs : Long.MAX_VALUE;
  }

  /** Whether what was said so late may have ended before it came. */
  boolean isUnsureWhenLate(long saidNs) {
    return saidNs < settledLossToNs;
  }

  /** Where the last loss ended that began before. */
  long lossToNsBefore(long ns) {
    return lossFromNs < ns ? Math.max(settledLossToNs, lossToNs) : settledLossToNs;
  }

  void take(Doubts other) {
    lossFromNs = other.lossFromNs;
    lossToNs = other.lossToNs;
    isLossOpen = other.isLossOpen;
    settledLossToNs = other.settledLossToNs;
    isAlone = other.isAlone;
    firstNs = other.firstNs;
    confirmedFromNs = other.confirmedFromNs;
  }

  void encode(DataOutput out) throws IOException {
    out.writeLong(lossFromNs);
    out.writeLong(lossToNs);
    out.writeBoolean(isLossOpen);
    out.writeLong(settledLossToNs);
    out.writeBoolean(isAlone);
    out.writeLong(firstNs);
    out.writeLong(confirmedFromNs);
  }

  void decode(DataInput in, int version) throws IOException {
    lossFromNs = in.readLong();
    lossToNs = in.readLong();
    if (version >= WHOLE_SINCE_VERSION) {
      isLossOpen = in.readBoolean();
      settledLossToNs = in.readLong();
      isAlone = in.readBoolean();
      firstNs = in.readLong();
      confirmedFromNs = in.readLong();
    }
  }
}
