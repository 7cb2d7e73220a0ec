package io.qtrace.source.chunk;

import java.util.OptionalLong;

/** The times of the oldest and the newest of some events, by their source's own clock. */
final class EventTimes {

  private long oldestNs;
  private long newestNs;

  EventTimes() {
    clear();
  }

  void clear() {
    oldestNs = Long.MAX_VALUE;
    newestNs = Long.MIN_VALUE;
  }

  void add(long eventNs) {
    oldestNs = Math.min(oldestNs, eventNs);
    newestNs = Math.max(newestNs, eventNs);
  }

  void add(EventTimes others) {
    oldestNs = Math.min(oldestNs, others.oldestNs);
    newestNs = Math.max(newestNs, others.newestNs);
  }

  /** Empty if there is none. */
  OptionalLong oldestNs() {
    return oldestNs <= newestNs ? OptionalLong.of(oldestNs) : OptionalLong.empty();
  }

  /** Empty if there is none. */
  OptionalLong newestNs() {
    return oldestNs <= newestNs ? OptionalLong.of(newestNs) : OptionalLong.empty();
  }
}
