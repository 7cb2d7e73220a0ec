package io.qtrace.tail;

import io.qtrace.source.TraceFormat;
import java.time.Duration;

/**
 * How files are followed.
 *
 * @param chunkBytes at most, unless a single record or line is longer
 * @param maxLineBytes a longer line of a log is cut there
 * @param scanInterval between two looks at the directory, and the longest between two looks at one
 *     file
 * @param partialWait how long an unfinished record or line may be the end of a file, until it is
 *     sent as it is
 * @param removedWait how long a removed file must not have grown until it is given up
 * @param maxOpenFiles more are closed and opened again
 */
public record TailSettings(
    TraceFormat format,
    int chunkBytes,
    int maxLineBytes,
    Duration scanInterval,
    Duration partialWait,
    Duration removedWait,
    int maxOpenFiles) {

  /** As many bytes behind damage as it takes to find the next record, and some. */
  private static final int LONGEST_SIMPLE_BYTES = 384 * 1024;

  /** How long a file must not have grown until its last record or line passes for whole. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** Room for a chunk, the longest piece behind it, and the marked bytes before it. */
  int bufferBytes() {
    int longest =
        switch (format) {
          case SIMPLE -> LONGEST_SIMPLE_BYTES;
          case LOG -> maxLineBytes;
        };
    return Mark.BYTES + chunkBytes + longest;
  }
}
