package io.qtrace.simulator.guest;

import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.time.Actor;
import java.util.function.LongConsumer;

/** Something that is done to a guest at regular times, once none of its vCPUs is at anything. */
final class Maintenance implements Actor {

  private static final long LOOK_NS = 5_000;

  private final Machine machine;
  private final long everyNs;
  private final LongConsumer work;
  private long plannedNs;
  private long dueNs;

  /**
   * @param work is told the time, CLOCK_MONOTONIC
   */
  Maintenance(Machine machine, long fromNs, long everyNs, LongConsumer work) {
    this.machine = machine;
    this.everyNs = everyNs;
    this.work = work;
    this.plannedNs = fromNs + everyNs;
    this.dueNs = plannedNs;
  }

  @Override
  public long dueNs() {
    return dueNs;
  }

  @Override
  public void act(long nowNs) {
    machine.hold(true);
    if (machine.isAtRest()) {
      work.accept(nowNs);
      machine.hold(false);
      plannedNs += everyNs;
      dueNs = Math.max(plannedNs, nowNs + everyNs / 2);
    } else {
      dueNs = nowNs + LOOK_NS;
    }
    machine.schedule.add(this);
  }
}
