package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.RamBlock;

/**
 * A discard, and the block that it names.
 *
 * @param block which may not have a known address yet
 */
public record Discard(RamBlock block, MemoryEvent.Discarded event) {

  /** Records of threads change places by milliseconds at most. */
  private static final long CLOCK_IS_SET_NS = 1_000_000_000L;

  /** In the block, whose address has to be known; negative if it is not its memory. */
  public long offset() {
    return event.host() - block.host();
  }

  long host() {
    return event.host();
  }

  public long length() {
    return event.length();
  }

  /** Whether it can have followed the change, as far as size, thread and time tell. */
  public boolean isLike(Change change) {
    return change.size() == length()
        && change.isOfThread(event.threadId())
        && !isBefore(change.event().epochNs());
  }

  /**
   * Whether it was done before that. Threads take the time before they write, so the order of the
   * trace is not that of time; but one thread's times do not go back, unless the clock is set.
   */
  private boolean isBefore(long epochNs) {
    boolean hasTime = event.epochNs() != MemoryEvent.Requested.NO_TIME;
    return hasTime && event.epochNs() < epochNs && epochNs - event.epochNs() < CLOCK_IS_SET_NS;
  }
}
