package io.qtrace.simulator.guest.machine;

/** Something that a vCPU does, step by step, while others do other things. */
public interface Activity {

  /** Returned by {@link #step} when nothing is left to do. */
  long DONE = -1;

  /**
   * @param step counts from 0
   * @return after how many nanoseconds the next step is due, or {@link #DONE}
   */
  long step(int step, Vcpu vcpu, long nowNs);
}
