package io.qtrace.topology.decode.chunk;

import io.qtrace.raw.RawEvent;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.source.Source;
import io.qtrace.topology.raw.RawRecord;
import io.qtrace.transcode.TypedEventEncoder;

/**
 * A chunk that is being read.
 *
 * @param letters its dead letters so far
 */
record Chunk(RawRecord record, Source source, ChunkLetters letters) {

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

  TypedEventEncoder encoder(ChunkClock clock) {
    return new TypedEventEncoder(
        definitions().transcoders(),
        record.host(),
        record.vm(),
        clock.offsetNs(),
        clock.recordNs());
  }
}
