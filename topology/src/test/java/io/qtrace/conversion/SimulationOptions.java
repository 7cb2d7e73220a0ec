package io.qtrace.conversion;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is simulated.
 *
 * @param conversions how many requests
 * @param hot share of requests for one of a few offsets that every block has
 * @param refused share of requests for what is not RAM or cannot be converted
 * @param failed share of requests for RAM that are refused all the same
 * @param lateStart events before tracing began
 */
record SimulationOptions(
    GuestMemory memory,
    int vcpus,
    int conversions,
    Set<Traced> traced,
    double hot,
    double refused,
    double failed,
    int lateStart,
    Loss loss,
    Set<Happening> happenings) {

  /** What the trace has beside state changes. */
  enum Traced {
    SLOTS,
    ALLOCATIONS,
    EXITS,
    CAUSES,
    REQUESTS,
    DISCARDS,
    THREADS
  }

  /** Which events QEMU lost. */
  enum Loss {
    NONE,
    /** As by a writer that is stuck: some behind the dropped record, which tells how many. */
    AFTER_DROPPED_RECORD,
    /** As by {@code trace/simple.c}: the dropped record, what its ring holds, then the hole. */
    BEHIND_THE_RING,
    /** As by a writer that is slow: some here, some there before the dropped record. */
    BEFORE_DROPPED_RECORD
  }

  /** What may happen now and then. */
  enum Happening {
    /** All stands still for three seconds. */
    PAUSE,
    /** A request spans the end of one node and the beginning of the next. */
    SPANNING_REQUEST,
    /**
     * QEMU is reset in place: slots are removed and set again, and all memory is private. Its own
     * record of what was shared may stay, and then changes say so.
     */
    RESET,
    /** The last block is taken out; the next time, another one is put in at its address. */
    UNPLUG,
    /** The last block is taken out, and another one is put in at its address. */
    REPLUG,
    /**
     * QEMU is started anew under the same pid: all blocks lie elsewhere, two have changed places.
     */
    RESTART,
    /**
     * A discard stands in front of its change. QEMU does not write so; what sorts or merges traces
     * may.
     */
    EARLY_DISCARD
  }

  private static final Set<Happening> OTHER_MEMORY =
      EnumSet.of(Happening.UNPLUG, Happening.REPLUG, Happening.RESTART);

  static SimulationOptions everything(GuestMemory memory) {
    return new SimulationOptions(
        memory, 8, 3000, EnumSet.allOf(Traced.class), 0.05, 0.1, 0.002, 0, Loss.NONE, Set.of());
  }

  SimulationOptions vcpus(int count) {
    return new SimulationOptions(
        memory, count, conversions, traced, hot, refused, failed, lateStart, loss, happenings);
  }

  SimulationOptions without(Traced... events) {
    var left = EnumSet.copyOf(traced);
    left.removeAll(List.of(events));
    return new SimulationOptions(
        memory, vcpus, conversions, left, hot, refused, failed, lateStart, loss, happenings);
  }

  SimulationOptions hot(double share) {
    return new SimulationOptions(
        memory, vcpus, conversions, traced, share, refused, failed, lateStart, loss, happenings);
  }

  SimulationOptions failed(double share) {
    return new SimulationOptions(
        memory, vcpus, conversions, traced, hot, refused, share, lateStart, loss, happenings);
  }

  SimulationOptions lateBy(int events) {
    return new SimulationOptions(
        memory, vcpus, conversions, traced, hot, refused, failed, events, loss, happenings);
  }

  SimulationOptions conversions(int count) {
    return new SimulationOptions(
        memory, vcpus, count, traced, hot, refused, failed, lateStart, loss, happenings);
  }

  SimulationOptions with(Set<Happening> what) {
    return new SimulationOptions(
        memory, vcpus, conversions, traced, hot, refused, failed, lateStart, loss, what);
  }

  /**
   * Without what leaves no sign in the trace. Where no slots are traced, only discards tell of
   * other memory, later than of what came before, and nobody can tell that a request of another
   * size spans two blocks. What is in a hole only discards tell. And no trace that loses events has
   * threads: the simple format does not know them, and logs lose nothing.
   */
  SimulationOptions possible() {
    var possible = EnumSet.noneOf(Happening.class);
    possible.addAll(happenings);
    if (!traced.contains(Traced.SLOTS) || lateStart > 0) {
      possible.remove(Happening.SPANNING_REQUEST);
      possible.removeAll(OTHER_MEMORY);
    }
    if (!traced.contains(Traced.DISCARDS) && loss != Loss.NONE) {
      possible.removeAll(OTHER_MEMORY);
    }
    var options = with(possible);
    return loss == Loss.NONE ? options : options.without(Traced.THREADS);
  }

  SimulationOptions losing(Loss how) {
    return new SimulationOptions(
        memory, vcpus, conversions, traced, hot, refused, failed, lateStart, how, happenings);
  }
}
