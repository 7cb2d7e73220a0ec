package io.qtrace.cli.inspect.survey;

import io.qtrace.raw.Clock;
import java.util.EnumMap;
import java.util.Map;

/** When a trace's events happened. One file may have times of two kinds. Not thread-safe. */
public final class Times {

  private static final TimeRange NONE = new TimeRange(Clock.NONE);

  private final Map<Clock, TimeRange> ranges = new EnumMap<>(Clock.class);

  /**
   * Adds one event's time.
   *
   * @param clock what it counts from; nothing is added for {@link Clock#NONE}
   */
  public void add(Clock clock, long timestampNs) {
    if (clock != Clock.NONE) {
      ranges.computeIfAbsent(clock, TimeRange::new).add(timestampNs);
    }
  }

  /** Of most events; of {@link Clock#NONE} if no event has a time. */
  public TimeRange most() {
    return isMostOf(Clock.MONOTONIC, Clock.REALTIME)
        ? of(Clock.MONOTONIC)
        : of(Clock.REALTIME).events() > 0 ? of(Clock.REALTIME) : NONE;
  }

  /**
   * Of the events whose times do not count from the same as most; has no events if there are none.
   */
  public TimeRange others() {
    return isMostOf(Clock.MONOTONIC, Clock.REALTIME) ? of(Clock.REALTIME) : of(Clock.MONOTONIC);
  }

  private boolean isMostOf(Clock clock, Clock other) {
    return of(clock).events() > 0 && of(clock).events() >= of(other).events();
  }

  private TimeRange of(Clock clock) {
    return ranges.getOrDefault(clock, NONE);
  }
}
