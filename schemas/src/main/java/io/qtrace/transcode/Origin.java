package io.qtrace.transcode;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;

/**
 * Whose events these are, and when they happened.
 *
 * @param clockOffsetNs CLOCK_REALTIME minus CLOCK_MONOTONIC, added to monotonic time stamps
 * @param fallbackNs since the epoch, for events whose source gives no time
 */
public record Origin(String host, String vm, long clockOffsetNs, long fallbackNs) {

  /** When the event happened, in nanoseconds since the epoch. */
  public long epochNs(RawEvent event) {
    if (event.clock == Clock.MONOTONIC) {
      return event.timestampNs + clockOffsetNs;
    }
    return event.clock == Clock.REALTIME ? event.timestampNs : fallbackNs;
  }
}
