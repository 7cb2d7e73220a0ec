package io.qtrace.topology.decode.chunk;

import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import io.qtrace.topology.decode.source.Source;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.raw.RawRecord;
import io.qtrace.transcode.TypedEventEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk tells about its VM's memory. Where nobody wants to know, nothing listens. Reused
 * from chunk to chunk; not thread-safe.
 */
final class ChunkMemory {

  private final boolean isWanted;
  private final MemoryFacts facts = new MemoryFacts();
  private @Nullable MemoryEventFeed feed;
  private MemoryEventFeed.@Nullable Mark heardBefore;

  ChunkMemory(boolean isWanted) {
    this.isWanted = isWanted;
  }

  /** Forgets the chunk before. */
  void begin(RawRecord chunk, Source from) {
    facts.clear();
    feed = isWanted ? from.memoryEvents() : null;
    if (feed != null) {
      heardBefore = feed.mark();
      feed.to(facts);
      facts.host(chunk.host());
    }
  }

  /**
   * @param clock of the chunk
   */
  void event(RawEvent event, TypedEventEncoder clock) {
    if (feed != null) {
      feed.event(event, clock.epochNs(event), 0);
    }
  }

  void lost(long count) {
    if (feed != null) {
      feed.lost(count);
    }
  }

  void rejected(Rejection reason, int bytes) {
    if (feed != null) {
      feed.rejected(reason, bytes);
    }
  }

  /** The chunk was read. */
  void end() {
    if (feed != null) {
      feed.report();
    }
  }

  /** What is read from now on has been heard. */
  void stopListening() {
    feed = null;
  }

  /** The chunk is going to come from its beginning again, some time later. */
  void putOff() {
    if (feed != null && heardBefore != null) {
      feed.backTo(heardBefore);
    }
  }

  VmFacts told(RawRecord by) {
    return new VmFacts(
        by.vm(), facts.toByteArray(), VmFacts.kindOf(facts), by.timestampMs(), by.timestampMs());
  }
}
