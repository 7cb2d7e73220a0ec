package io.qtrace.cli.inspect.survey;

import io.qtrace.raw.Clock;
import java.time.Instant;
import java.util.Locale;

/**
 * From the earliest to the latest of the events whose times count from the same. Not thread-safe.
 */
public final class TimeRange {

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private static final double LEAST_OF_RATE_S = 0.1;

  private final Clock clock;
  private long events;
  private long fromNs = Long.MAX_VALUE;
  private long toNs = Long.MIN_VALUE;

  /**
   * @param clock what the times count from; {@link Clock#NONE} of events without times
   */
  public TimeRange(Clock clock) {
    this.clock = clock;
  }

  public void add(long timestampNs) {
    events++;
    fromNs = Math.min(fromNs, timestampNs);
    toNs = Math.max(toNs, timestampNs);
  }

  /** How many events have such times, decoded ones or not. */
  public long events() {
    return events;
  }

  public Clock clock() {
    return clock;
  }

  /** By {@link #clock}. */
  public long fromNs() {
    return fromNs;
  }

  /** By {@link #clock}. */
  public long toNs() {
    return toNs;
  }

  public double seconds() {
    if (clock == Clock.NONE) {
      return 0;
    }
    long ns = toNs - fromNs; // below 0: further apart than a long can say
    return (ns < 0 ? (double) toNs - fromNs : ns) / NS_PER_SECOND;
  }

  /** 0 if the range is too short to tell. */
  public double perSecond(long count) {
    double seconds = seconds();
    return seconds >= LEAST_OF_RATE_S ? count / seconds : 0;
  }

  /** For people; empty if there is none. */
  public String from() {
    return clock == Clock.NONE ? "" : text(fromNs);
  }

  /** For people; empty if there is none. */
  public String to() {
    return clock == Clock.NONE ? "" : text(toNs);
  }

  private String text(long ns) {
    return clock == Clock.REALTIME
        ? Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND))
            .toString()
        : String.format(Locale.ROOT, "%,.6f s", (double) ns / NS_PER_SECOND);
  }
}
