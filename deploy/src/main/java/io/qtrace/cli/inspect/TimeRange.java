package io.qtrace.cli.inspect;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import java.time.Instant;
import java.util.Locale;

/** From a trace's earliest event to its latest, by the clock of its last one. Not thread-safe. */
final class TimeRange {

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private static final double LEAST_OF_RATE_S = 0.1;

  private Clock clock = Clock.NONE;
  private long fromNs = Long.MAX_VALUE;
  private long toNs = Long.MIN_VALUE;

  void add(RawEvent event) {
    if (event.clock == Clock.NONE) {
      return;
    }
    if (event.clock != clock) {
      clock = event.clock;
      fromNs = Long.MAX_VALUE;
      toNs = Long.MIN_VALUE;
    }
    fromNs = Math.min(fromNs, event.timestampNs);
    toNs = Math.max(toNs, event.timestampNs);
  }

  /** {@link Clock#NONE} if no event has a time. */
  Clock clock() {
    return clock;
  }

  /** By {@link #clock}. */
  long fromNs() {
    return fromNs;
  }

  /** By {@link #clock}. */
  long toNs() {
    return toNs;
  }

  double seconds() {
    if (clock == Clock.NONE) {
      return 0;
    }
    long ns = toNs - fromNs; // below 0: further apart than a long can say
    return (ns < 0 ? (double) toNs - fromNs : ns) / NS_PER_SECOND;
  }

  /** 0 if the range is too short to tell. */
  double perSecond(long count) {
    double seconds = seconds();
    return seconds >= LEAST_OF_RATE_S ? count / seconds : 0;
  }

  /** For people; empty if there is none. */
  String from() {
    return clock == Clock.NONE ? "" : text(fromNs);
  }

  /** For people; empty if there is none. */
  String to() {
    return clock == Clock.NONE ? "" : text(toNs);
  }

  private String text(long ns) {
    return clock == Clock.REALTIME
        ? Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND))
            .toString()
        : String.format(Locale.ROOT, "%,.6f s", (double) ns / NS_PER_SECOND);
  }
}
