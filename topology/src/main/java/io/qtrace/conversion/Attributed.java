package io.qtrace.conversion;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversion, and which RAM block it is of.
 *
 * @param block null if nobody knows
 * @param pair for {@link Rule#PAIR}, the blocks that conversions like this one belong to
 * @param asked null if its request is not known
 * @param latencyNs from its request to it; {@link #NO_LATENCY} if that is not certain
 * @param isMergeable it continues another one of its block: one request could have done both
 * @param isBehindLoss events may have been lost where it came
 */
record Attributed(
    MemoryEvent.Changed event,
    Rule rule,
    @Nullable RamBlock block,
    List<RamBlock> pair,
    @Nullable Asked asked,
    long latencyNs,
    boolean isMergeable,
    boolean isBehindLoss) {

  /** Stands for a latency that is not certain. */
  static final long NO_LATENCY = -1;

  /** What its request told: where in the guest, and why. */
  record Asked(long gpa, Cause cause) {}

  Cause cause() {
    return asked == null ? Cause.UNKNOWN : asked.cause;
  }

  boolean hasLatency() {
    return latencyNs != NO_LATENCY;
  }

  /** The same of no block, as the one it had was wrong. */
  Attributed withdrawn() {
    return new Attributed(
        event, Rule.UNATTRIBUTED, null, pair, asked, NO_LATENCY, isMergeable, isBehindLoss);
  }
}
