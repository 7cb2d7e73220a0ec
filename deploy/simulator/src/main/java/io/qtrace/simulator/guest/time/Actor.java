package io.qtrace.simulator.guest.time;

/** Something in a guest that acts at times of its own. */
public interface Actor {

  /** When it acts next, CLOCK_MONOTONIC. Does not change while it is scheduled. */
  long dueNs();

  /** Acts once, and schedules itself again if there is more to do. */
  void act(long nowNs);
}
