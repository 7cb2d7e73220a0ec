package io.qtrace.conversion.outcome;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.RamBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversion, and which RAM block it is of.
 *
 * @param block null if nobody knows
 * @param pair for {@link Rule#PAIR}, the blocks that conversions like this one belong to
 * @param asked null if its request is not known
 * @param latencyNs from its request to it; {@link #NO_LATENCY} if that is not certain
 * @param vcpu which one asked for it; {@link #NO_VCPU} if that is not certain
 * @param isMergeable it continues another one of its block: one request could have done both
 * @param isBehindLoss events may have been lost where it came
 */
public record Attributed(
    MemoryEvent.Changed event,
    Rule rule,
    @Nullable RamBlock block,
    List<RamBlock> pair,
    @Nullable Asked asked,
    long latencyNs,
    int vcpu,
    boolean isMergeable,
    boolean isBehindLoss) {

  /** What took longer has a damaged time stamp. */
  public static final long LONGEST_LATENCY_NS = 3_600_000_000_000L;

  /** Stands for a latency that is not certain. */
  public static final long NO_LATENCY = -1;

  /** Stands for a vCPU that is not certain. */
  public static final int NO_VCPU = -1;

  /** What its request told: where in the guest, and why. */
  public record Asked(long gpa, Cause cause) {}

  public Cause cause() {
    return asked == null ? Cause.UNKNOWN : asked.cause;
  }

  public boolean hasLatency() {
    return latencyNs != NO_LATENCY;
  }

  /** The same of no block, as the one it had was wrong. */
  public Attributed withdrawn() {
    return new Attributed(
        event, Rule.UNATTRIBUTED, null, pair, asked, NO_LATENCY, vcpu, isMergeable, isBehindLoss);
  }
}
