package io.qtrace.cli.trace;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.TypedEventEncoder;

/**
 * Whose events these are, and when they happened.
 *
 * @param clockOffsetNs CLOCK_REALTIME minus CLOCK_MONOTONIC
 * @param fallbackNs since the epoch, for events without a time
 */
public record Origin(String host, String vm, long clockOffsetNs, long fallbackNs) {

  /** When the event happened, in nanoseconds since the epoch. */
  public long epochNs(RawEvent event) {
    if (event.clock == Clock.MONOTONIC) {
      return event.timestampNs + clockOffsetNs;
    }
    return event.clock == Clock.REALTIME ? event.timestampNs : fallbackNs;
  }

  public TypedEventEncoder encoder(Definitions definitions) {
    return new TypedEventEncoder(
        new EventTranscoders(definitions), host, vm, clockOffsetNs, fallbackNs);
  }
}
