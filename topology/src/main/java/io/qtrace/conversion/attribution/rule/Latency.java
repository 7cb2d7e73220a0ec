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
   * Whether it is certain which request a change was, that is about to be settled.
   *
   * @param of its candidates for this block, which are all for the same memory
   */
  boolean isCertain(Change change, RamBlock block, List<Request> of) {
    var request = of.get(0);
    return of.size() == 1
        && request.isSole()
        && !mayBeAnother(change, block, request)
        && !change.isNarrowedByCount()
        && !change.arrival().isEarly()
        && !doubt.isAnywhere(change);
  }

  /**
   * From a request to its change.
   *
   * @return nanoseconds; {@link Attributed#NO_LATENCY} if time stamps do not tell
   */
  static long of(Change change, Request request) {
    long askedNs = request.event().epochNs();
    return askedNs == MemoryEvent.Requested.NO_TIME
        ? Attributed.NO_LATENCY
        : between(askedNs, change.event().epochNs());
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
   * Clocks that were set, and damaged time stamps, give what cannot be. Syslog's traditional stamps
   * are of whole seconds, which say nothing of a conversion.
   */
  private static long between(long fromNs, long untilNs) {
    if (fromNs % SECOND_NS == 0 && untilNs % SECOND_NS == 0) {
      return Attributed.NO_LATENCY;
    }
    long ns = untilNs - fromNs;
    return ns < 0 || ns > Attributed.LONGEST_LATENCY_NS ? Attributed.NO_LATENCY : ns;
  }
}
