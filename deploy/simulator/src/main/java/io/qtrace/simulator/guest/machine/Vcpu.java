package io.qtrace.simulator.guest.machine;

import io.qtrace.simulator.event.QemuThread;
import io.qtrace.simulator.guest.time.Actor;
import io.qtrace.simulator.guest.time.Schedule;
import org.jspecify.annotations.Nullable;

/** A vCPU: does one thing after another. */
public final class Vcpu implements Actor {

  private final int index;
  private final QemuThread thread;
  private final Schedule schedule;
  private @Nullable Activity activity;
  private int step;
  private long dueNs;

  Vcpu(int index, QemuThread thread, Schedule schedule) {
    this.index = index;
    this.thread = thread;
    this.schedule = schedule;
  }

  public int index() {
    return index;
  }

  public QemuThread thread() {
    return thread;
  }

  public boolean isIdle() {
    return activity == null;
  }

  /** Only while it is idle. */
  public void begin(Activity next, long nowNs) {
    activity = next;
    step = 0;
    dueNs = nowNs;
    schedule.add(this);
  }

  @Override
  public long dueNs() {
    return dueNs;
  }

  @Override
  public void act(long nowNs) {
    var current = activity;
    if (current == null) {
      return;
    }
    long waitNs = current.step(step++, this, nowNs);
    if (waitNs == Activity.DONE) {
      activity = null;
    } else {
      dueNs = nowNs + waitNs;
      schedule.add(this);
    }
  }
}
