package io.qtrace.topology.silence;

/**
 * Wall-clock time during which a task was up to date. While it works off a backlog, its VMs have
 * not fallen silent: their records are just not here yet. Not thread-safe.
 *
 * <p>A task is up to date if its last record is as young as silence is long, or if no record came
 * for a second: old records that come as fast as they can be read are a backlog. While its thread
 * waits for a registry that is away, it is not.
 */
final class IdleClock {

  private static final long QUIET_MS = 1000;

  /** Between ticks that are further apart the thread was busy or blocked, and nothing was read. */
  private static final long MAX_TICK_MS = 1000;

  private final long youngMs;
  private long idleMs;
  private long tickedMs;
  private long lastRecordAtMs;
  private long lastRecordMs;

  IdleClock(long youngMs, long nowMs) {
    this.youngMs = youngMs;
    this.tickedMs = nowMs;
    this.lastRecordAtMs = nowMs;
    this.lastRecordMs = nowMs;
  }

  /**
   * A record came.
   *
   * @param timestampMs the record's own time
   */
  void record(long timestampMs, long nowMs) {
    lastRecordMs = timestampMs;
    lastRecordAtMs = nowMs;
  }

  /** To be called every now and then. */
  void tick(long nowMs) {
    boolean isUpToDate = nowMs - lastRecordMs <= youngMs || nowMs - lastRecordAtMs >= QUIET_MS;
    if (isUpToDate && nowMs > tickedMs) {
      idleMs += Math.min(MAX_TICK_MS, nowMs - tickedMs);
    }
    tickedMs = nowMs;
  }

  /** Only differences mean anything. */
  long millis() {
    return idleMs;
  }
}
