package io.qtrace.source.chunk;

import io.qtrace.raw.Clock;
import java.util.OptionalLong;

/**
 * The times of the oldest and the newest of some events. Where some count from the host's boot and
 * others from 1970, as in a log of several writers, they are those of the first kind alone: it
 * takes the newest of them to anchor that clock, and the others need none.
 */
public final class EventTimes {

  private Clock clock = Clock.NONE;
  private long oldestNs;
  private long newestNs;

  void clear() {
    clock = Clock.NONE;
  }

  /**
   * @param of what {@code eventNs} counts from
   */
  void add(Clock of, long eventNs) {
    add(of, eventNs, eventNs);
  }

  void add(EventTimes others) {
    add(others.clock, others.oldestNs, others.newestNs);
  }

  /** Those of the chunk's events. */
  public void add(Chunk chunk) {
    if (chunk.oldestEventNs().isPresent() && chunk.newestEventNs().isPresent()) {
      var newest = chunk.newestEventNs().getAsLong();
      add(chunk.clock(), chunk.oldestEventNs().getAsLong(), newest);
    }
  }

  private void add(Clock of, long oldest, long newest) {
    if (of == Clock.NONE || (of == Clock.REALTIME && clock == Clock.MONOTONIC)) {
      return;
    }
    if (of == clock) {
      oldestNs = Math.min(oldestNs, oldest);
      newestNs = Math.max(newestNs, newest);
    } else {
      clock = of;
      oldestNs = oldest;
      newestNs = newest;
    }
  }

  /** What they count from; {@link Clock#NONE} if there are none. */
  public Clock clock() {
    return clock;
  }

  /** Empty if there is none. */
  public OptionalLong oldestNs() {
    return clock == Clock.NONE ? OptionalLong.empty() : OptionalLong.of(oldestNs);
  }

  /** Empty if there is none. */
  public OptionalLong newestNs() {
    return clock == Clock.NONE ? OptionalLong.empty() : OptionalLong.of(newestNs);
  }
}
