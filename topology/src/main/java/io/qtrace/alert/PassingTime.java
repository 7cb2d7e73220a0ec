package io.qtrace.alert;

/**
 * How much time passes for alerts: event time while results come, wall-clock time while none come.
 *
 * <p>Neither alone would do. Event time stands still when everything is quiet, and then an alert
 * would fire for ever. Wall-clock time has nothing to do with the time in an old trace that is read
 * within seconds, nor with a stage that was stopped for an hour and has the results of that hour
 * before it. So only durations are added up here; an event's time is never compared with the clock.
 */
final class PassingTime {

  /** Ticks are closer together than this unless we were stopped; then nothing can have come. */
  static final long LONGEST_STEP_MS = 10_000;

  /** Windows come in bursts: wall-clock time before a burst is not counted again as event time. */
  private static final long LONGEST_BURST_MS = 300_000;

  private boolean hasResults;
  private boolean hasAdvanced;
  private long latestMs;
  private long passedMs;
  private long aheadMs;
  private long lastTickMs;

  /**
   * @param wallMs now
   */
  PassingTime(long wallMs) {
    lastTickMs = wallMs;
  }

  /** Since this object was made. */
  long passedMs() {
    return passedMs;
  }

  /** A result has come whose window ends then, event time. */
  void result(long endMs) {
    if (!hasResults) {
      hasResults = true;
      hasAdvanced = true;
      latestMs = endMs;
    } else if (endMs > latestMs) {
      hasAdvanced = true;
      long step = endMs - latestMs;
      long counted = Math.min(step, aheadMs);
      latestMs = endMs;
      aheadMs -= counted;
      passedMs += step - counted;
    }
  }

  /** Called every few seconds of wall-clock time. */
  void tick(long wallMs) {
    long step = Math.min(Math.max(0, wallMs - lastTickMs), LONGEST_STEP_MS);
    lastTickMs = wallMs;
    if (!hasAdvanced) {
      passedMs += step;
      aheadMs = Math.min(aheadMs + step, LONGEST_BURST_MS);
    }
    hasAdvanced = false;
  }
}
