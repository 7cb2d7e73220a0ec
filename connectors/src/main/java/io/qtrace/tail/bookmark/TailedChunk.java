package io.qtrace.tail.bookmark;

import io.qtrace.source.chunk.Chunk;
import io.qtrace.tail.file.FileId;

/**
 * A chunk, and where to go on behind it.
 *
 * @param source names the file and its life, as the header {@code qtrace-source} does, without the
 *     offset
 * @param next to be kept once the chunk is, so that a restart goes on there
 * @param clockOffsetNs CLOCK_REALTIME − CLOCK_MONOTONIC by which the chunk's times count
 */
public record TailedChunk(
    FileId file, String source, Chunk chunk, Bookmark next, long clockOffsetNs) {}
