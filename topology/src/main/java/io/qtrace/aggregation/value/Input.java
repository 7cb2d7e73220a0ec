package io.qtrace.aggregation.value;

import io.qtrace.raw.RawEvent;

/**
 * What expressions are evaluated over, and what they say besides their value. One per thread and
 * reused; fields are public because reading them is the hot path.
 */
public final class Input {

  /** {@link #missing}: there is a value. */
  public static final int PRESENT = 0;

  /** {@link #missing}: the expression is about another event. */
  public static final int ABSENT = 1;

  /** {@link #missing}: there is no exact value, as in a division by zero. */
  public static final int FAILED = 2;

  public RawEvent event = new RawEvent();

  /** Where each argument of the event begins. */
  public int[] at = {};

  /** When it happened, nanoseconds since the epoch. */
  public long epochNs;

  /** Of a dropped record: how many events were lost. Of a state: how often it was entered. */
  public long count;

  /** Of a pair: values of its start, then of its end. Of a state: of the event that said it. */
  public Kept[] kept = {};

  /**
   * Of a pair: from its start to its end; below zero if the stamps of two threads are so. Of a
   * state: how long it lasted.
   */
  public long latencyNs;

  /** Why there is no value; stays until it is reset. */
  public int missing;

  /**
   * The upper half of the int that was evaluated last, which is high * 2^64 + its long unsigned: -1
   * below zero, else 0.
   */
  public long high;

  /** Notes that there is no value; what is worse stays. */
  public void miss(int why) {
    missing = Math.max(missing, why);
  }
}
