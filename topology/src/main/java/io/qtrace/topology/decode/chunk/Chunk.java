package io.qtrace.topology.decode.chunk;

import io.qtrace.raw.RawEvent;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.source.Source;
import io.qtrace.topology.raw.RawRecord;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that is being read.
 *
 * @param letters its dead letters so far
 */
record Chunk(RawRecord record, Source source, ChunkLetters letters) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  Chunk(RawRecord record, Source source) {
    this(record, source, new ChunkLetters(record));
  }

  /** To be read for the second time. */
  Chunk again() {
    return new Chunk(record, source);
  }

  CompiledDefinitions definitions() {
    return source.definitions();
  }

  ChunkClock clock(RawEvent first) {
    return ChunkClock.of(record, source.anchorNs(), first);
  }

  /**
   * When QEMU wrote what is no event.
   *
   * @param clock of the chunk's events; null before the first
   */
  long epochNs(long timestampNs, @Nullable ChunkClock clock) {
    var told = clock == null ? record.clockOffsetNs() : clock.offsetNs();
    var offset = told == null ? source.anchorNs() : told;
    return offset == null ? record.timestampMs() * NANOS_PER_MILLI : timestampNs + offset;
  }

  TypedEventEncoder encoder(ChunkClock clock) {
    long offsetNs = clock.offsetNs() == null ? 0 : clock.offsetNs();
    var origin = new Origin(record.host(), record.vm(), offsetNs, clock.recordNs());
    return new TypedEventEncoder(definitions().transcoders(), origin);
  }
}
