package io.qtrace.simulator.guest;

import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.time.Actor;
import io.qtrace.simulator.random.Distribution;

/** Things that begin at random times, so many a second. */
final class Arrivals implements Actor {

  private static final Distribution GAPS = Distribution.exponentialOfMeanOne();

  /** Until it is tried again to begin something, where no vCPU is idle. */
  private static final long RETRY_NS = 5_000;

  private final Machine machine;
  private final double meanGapNs;
  private final long untilNs;
  private final Beginning beginning;
  private long dueNs;

  /** Begins something. */
  @FunctionalInterface
  interface Beginning {
    /** False if that is not possible now. */
    boolean at(long nowNs);
  }

  /** While they arrive; CLOCK_MONOTONIC. */
  record Season(long fromNs, long untilNs) {}

  /**
   * @param perSecond more than 0
   */
  Arrivals(Machine machine, double perSecond, Season season, Beginning beginning) {
    this.machine = machine;
    this.meanGapNs = 1e9 / perSecond;
    this.untilNs = season.untilNs;
    this.beginning = beginning;
    this.dueNs = season.fromNs + gapNs();
  }

  private long gapNs() {
    return (long) (meanGapNs * GAPS.draw(machine.random));
  }

  @Override
  public long dueNs() {
    return dueNs;
  }

  @Override
  public void act(long nowNs) {
    dueNs += !machine.isHeld() && beginning.at(nowNs) ? gapNs() : RETRY_NS;
    if (dueNs < untilNs) {
      machine.schedule.add(this);
    }
  }
}
