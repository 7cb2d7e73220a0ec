package io.qtrace.topology.decode.chunk;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.topology.raw.RawRecord;
import org.jspecify.annotations.Nullable;

/**
 * When a chunk's events happened.
 *
 * @param recordNs the Kafka record's time, for events that have none
 * @param offsetNs CLOCK_REALTIME minus CLOCK_MONOTONIC; null as long as only events came that need
 *     none
 * @param newAnchorNs the offset by which this chunk anchored its source's clock; null if it did not
 */
record ChunkClock(long recordNs, @Nullable Long offsetNs, @Nullable Long newAnchorNs) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * By what the record says, else by what the first event of its source said that counts from the
   * host's boot.
   *
   * @param anchorNs null if no event of the source has come yet
   */
  static ChunkClock of(RawRecord chunk, @Nullable Long anchorNs, RawEvent first) {
    long recordNs = chunk.timestampMs() * NANOS_PER_MILLI;
    var told = chunk.clockOffsetNs();
    var offset = told == null ? anchorNs : told;
    if (offset != null) {
      return new ChunkClock(recordNs, offset, null);
    }
    if (first.clock != Clock.MONOTONIC) {
      return new ChunkClock(recordNs, null, null);
    }
    // See docs/adr/0007: the first such event of the source happened when its Kafka record was
    // made.
    long anchor = recordNs - first.timestampNs;
    return new ChunkClock(recordNs, anchor, anchor);
  }

  /** Whether it can tell when the event happened. */
  boolean tells(RawEvent event) {
    return offsetNs != null || event.clock != Clock.MONOTONIC;
  }
}
