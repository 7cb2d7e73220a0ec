package io.qtrace.simulator.host;

import java.util.List;

/**
 * A host's two clocks: CLOCK_MONOTONIC, in which all of the simulation runs, and what its wall
 * clock shows at the same time.
 *
 * @param bootedNs CLOCK_MONOTONIC when the simulation begins
 * @param startNs the wall clock at that moment, nanoseconds since the epoch
 * @param driftPpm by how many millionths the wall clock is faster
 * @param steps corrections of the wall clock, in order
 */
public record HostClock(long bootedNs, long startNs, double driftPpm, List<Step> steps) {

  /**
   * A correction.
   *
   * @param atNs CLOCK_MONOTONIC
   * @param byNs is added to the wall clock
   */
  public record Step(long atNs, long byNs) {}

  public HostClock {
    steps = List.copyOf(steps);
  }

  /** What the wall clock shows. */
  public long wallNs(long monotonicNs) {
    long passedNs = monotonicNs - bootedNs;
    long wallNs = startNs + passedNs + Math.round(passedNs * (driftPpm / 1e6));
    for (var step : steps) {
      wallNs += monotonicNs >= step.atNs ? step.byNs : 0;
    }
    return wallNs;
  }
}
