package io.qtrace.topology.fair;

/**
 * When records that were set aside are worked off, and for how long at a time: short slices between
 * other records, and longer ones while none come. Times are nanoseconds. Not thread-safe.
 */
public final class Slices {

  /** Another VM's record waits that long, at most, for each task of its thread. */
  private static final long SHORTEST_NS = 10_000_000L;

  private static final long LONGEST_NS = 100_000_000L;

  /** Records that were not looked at yet go first, if there are many. */
  private static final int PAUSES_WHILE_BEHIND = 9;

  /** Others come first for so long: else what was just set aside would be back at once. */
  private static final long HEAD_START_NS = 100_000_000L;

  private long lengthNs = SHORTEST_NS;
  private long notBeforeNs = Long.MIN_VALUE;
  private boolean isQuiet;

  /** From now on there is something to work off. */
  public void begin(long nowNs) {
    notBeforeNs = nowNs + HEAD_START_NS;
    recordCame();
  }

  /** A record came that was not read before. */
  public void recordCame() {
    isQuiet = false;
    lengthNs = SHORTEST_NS;
  }

  /** Whether no such record has come since the last slice. */
  public boolean isQuiet() {
    return isQuiet;
  }

  public boolean isDue(long nowNs) {
    return isQuiet || nowNs >= notBeforeNs;
  }

  public long lengthNs() {
    return lengthNs;
  }

  /**
   * A slice is over.
   *
   * @param isBehind many records wait that were not looked at yet
   */
  public void ended(long beganNs, long nowNs, boolean isBehind) {
    long tookNs = nowNs - beganNs;
    notBeforeNs = nowNs + (isBehind ? PAUSES_WHILE_BEHIND * tookNs : tookNs);
    lengthNs = isQuiet ? Math.min(LONGEST_NS, 2 * lengthNs) : SHORTEST_NS;
    isQuiet = true;
  }
}
