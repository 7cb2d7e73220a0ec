package io.qtrace.topology.fair;

/**
 * When records that waited are worked off, and for how long at a time: short slices between other
 * records of the thread's tasks, and longer ones while none come. Between two of them the thread is
 * idle, or does what others need, for as long as it was busy with one and with all that came of it,
 * or is to come by what came of those before. Times are nanoseconds. Made and used on the thread.
 */
public final class Slices {

  /** Another VM's record waits that long, at most, for each task of its thread. */
  private static final long SHORTEST_NS = 10_000_000L;

  private static final long LONGEST_NS = 100_000_000L;

  /**
   * Records that were not looked at yet go first, if there are many; and a thread that is never
   * idle gives a tenth of its time to what was set aside.
   */
  private static final int LONGEST_PAUSES = 9;

  /**
   * A thread that was idle at so many looks has asked for records between them. Behind a slice that
   * nobody came in front of, it does so after one.
   */
  private static final int IDLE_LOOKS = 2;

  /** How many slices the average of what comes of them is over, about. */
  private static final int CYCLES = 4;

  /** Others come first for so long: else what was just set aside would be back at once. */
  private static final long HEAD_START_NS = 100_000_000L;

  private final ThreadRecords records = ThreadRecords.ofThread();
  private long rawAtEnd = records.raw();
  private long allAtLook = records.all();

  /** Looks in a row since which the thread has had no record at all. */
  private int idleLooks;

  private boolean isQuiet;

  /** Whether it was when the last slice began. */
  private boolean wasQuiet;

  private long lengthNs = SHORTEST_NS;
  private long notBeforeNs = Long.MIN_VALUE;

  /** The last slice, until it is known how long the thread was busy with what came of it. */
  private long beganNs;

  private long beganCpuNs;

  /**
   * What the thread is busy with from one slice to the next, on average: sums of windows come to it
   * a commit later, so what is still to come of the last slice does not show. 0 if there was one
   * only.
   */
  private long cycleCpuNs;

  private boolean isFirst = true;
  private long atLatestNs = Long.MIN_VALUE;

  /** From now on there is something to work off. */
  public void begin(long nowNs) {
    notBeforeNs = nowNs + HEAD_START_NS;
    atLatestNs = notBeforeNs;
    cycleCpuNs = 0;
    isFirst = true;
    isQuiet = false;
    wasQuiet = false;
    recordCame();
  }

  /** A record came that was not read before. */
  public void recordCame() {
    records.rawCame();
  }

  /** Whether nobody else came, as of the last look: although the thread has asked for records. */
  public boolean isQuiet() {
    return isQuiet;
  }

  /**
   * Whether it is time for a slice. While a thread has records that it was given it does not ask
   * for more, and handles one of them for each slice: so they have to be over, even if none comes
   * from outside.
   *
   * @param cpuNs of a processor that the thread has had
   */
  public boolean isDue(long nowNs, long cpuNs) {
    idleLooks = records.all() == allAtLook ? idleLooks + 1 : 0;
    allAtLook = records.all();
    isQuiet = records.raw() == rawAtEnd && idleLooks >= (wasQuiet ? 1 : IDLE_LOOKS);
    return isQuiet
        || nowNs >= atLatestNs
        || (nowNs >= notBeforeNs && 2 * (cpuNs - beganCpuNs) <= nowNs - beganNs);
  }

  public long lengthNs() {
    return isQuiet ? lengthNs : SHORTEST_NS;
  }

  /**
   * A slice is over.
   *
   * @param beganCpuNs of a processor that the thread had had when it began
   * @param isBehind many records wait that were not looked at yet
   */
  public void ended(long beganNs, long beganCpuNs, long nowNs, boolean isBehind) {
    if (!isFirst) {
      cycleCpuNs += (beganCpuNs - this.beganCpuNs - cycleCpuNs) / CYCLES;
    }
    isFirst = false;
    this.beganNs = beganNs;
    this.beganCpuNs = beganCpuNs;
    long tookNs = nowNs - beganNs;
    atLatestNs = nowNs + LONGEST_PAUSES * tookNs;
    notBeforeNs =
        isBehind
            ? atLatestNs
            : Math.min(atLatestNs, Math.max(nowNs + tookNs, beganNs + 2 * cycleCpuNs));
    lengthNs = isQuiet ? Math.min(LONGEST_NS, 2 * lengthNs) : SHORTEST_NS;
    rawAtEnd = records.raw();
    allAtLook = records.all();
    idleLooks = 0;
    wasQuiet = isQuiet;
  }
}
