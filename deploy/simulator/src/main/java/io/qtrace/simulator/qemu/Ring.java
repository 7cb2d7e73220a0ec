package io.qtrace.simulator.qemu;

import io.qtrace.simulator.random.Distribution;

/**
 * How fast the thread is that writes out the ring.
 *
 * @param wakeNs from the moment it is asked to until it does
 * @param stalled share of its wake-ups at which it is held up, by a slow disk for example
 * @param stallNs for how long
 */
public record Ring(Distribution wakeNs, double stalled, Distribution stallNs) {

  /** {@code trace/simple.c}: TRACE_BUF_LEN. */
  static final int BYTES = 256 << 10;

  /** {@code trace/simple.c}: TRACE_BUF_FLUSH_THRESHOLD. */
  static final int THRESHOLD_BYTES = BYTES / 4;
}
