package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import java.util.List;

/**
 * How long a conversion took: from its request to the change. Known where it is certain which
 * request it was, which is more than to know the block: of two requests in one block either may
 * have been the one.
 */
public final class Latency {

  private static final long SECOND_NS = 1_000_000_000L;

  private final Doubt doubt;

  public Latency(Doubt doubt) {
    this.doubt = doubt;
  }

  /**
   * Of a change that is about to be settled.
   *
   * @param of its candidates for this block, which are all for the same memory
   * @return nanoseconds; {@link Change#UNKNOWN} if it is not certain
   */
  long of(Change change, RamBlock block, List<Request> of) {
    var request = of.get(0);
    if (of.size() > 1 || !request.isSole() || mayBeAnother(change, block, request)) {
      return Attributed.NO_LATENCY;
    }
    if (change.isNarrowedByCount() || change.arrival().isEarly() || doubt.isAnywhere(change)) {
      return Attributed.NO_LATENCY;
    }
    return request.epochNs() == MemoryEvent.Requested.NO_TIME
        ? Attributed.NO_LATENCY
        : between(request.epochNs(), change.event().epochNs());
  }

  /** Whether another candidate, whose place is not known, may lie in that block too. */
  private static boolean mayBeAnother(Change change, RamBlock block, Request but) {
    for (var candidate : change.candidates()) {
      if (candidate != but && (candidate.block() == null || candidate.block() == block)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Clocks that were set, and damaged time stamps, give what can not be. Syslog's traditional
   * stamps are of whole seconds, which say nothing of a conversion.
   */
  private static long between(long fromNs, long untilNs) {
    if (fromNs % SECOND_NS == 0 && untilNs % SECOND_NS == 0) {
      return Attributed.NO_LATENCY;
    }
    long ns = untilNs - fromNs;
    return ns < 0 || ns > Attributed.LONGEST_LATENCY_NS ? Attributed.NO_LATENCY : ns;
  }
}
