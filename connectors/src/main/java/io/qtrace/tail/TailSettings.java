package io.qtrace.tail;

import io.qtrace.source.chunk.ChunkCutter;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.tail.bookmark.Mark;
import java.time.Duration;

/**
 * How files are followed.
 *
 * @param isHeaderless they are simple traces without a header, as SystemTap's script writes them
 * @param chunkBytes at most, unless a single piece is longer, see {@link ChunkCutter}
 * @param scanInterval between two looks at the directory, and the longest between two looks at one
 *     file
 * @param partialWait how long an unfinished record or line may be the end of a file, until it is
 *     sent as it is
 * @param removedWait how long a removed file must not have grown until it is given up
 * @param maxOpenFiles more are closed and opened again
 */
public record TailSettings(
    TraceFormat format,
    boolean isHeaderless,
    int chunkBytes,
    Duration scanInterval,
    Duration partialWait,
    Duration removedWait,
    int maxOpenFiles) {

  /** How long a file must not have grown until its last record or line passes for whole. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** Room for a chunk, the longest piece behind it, and the marked bytes before it. */
  int bufferBytes() {
    return Mark.BYTES + chunkBytes + ChunkCutter.longestBytes(format);
  }
}
