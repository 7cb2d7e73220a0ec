package io.qtrace.source;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;

/**
 * What it takes to cut logs: the definitions, to keep the lines of one event together, and how long
 * a line may be. One serves all logs of a thread; not thread-safe.
 */
public final class LogLines {

  /** Twice as much as fits into a batch of Kafka's is no line of text. */
  public static final int DEFAULT_LINE_BYTES = 1 << 19;

  /** Keeps nothing from one line to the next, since no line is longer than it takes. */
  final LogReader reader;

  final int maxLineBytes;

  public LogLines(Definitions definitions) {
    this(definitions, DEFAULT_LINE_BYTES);
  }

  /**
   * @param maxLineBytes a longer "line" is not text; it is cut there, so that memory and Kafka
   *     records stay bounded; below {@link LogReader#MAX_LINE_BYTES}
   */
  public LogLines(Definitions definitions, int maxLineBytes) {
    if (maxLineBytes < 1 || maxLineBytes >= LogReader.MAX_LINE_BYTES) {
      throw new IllegalArgumentException(
          "a line has 1 to %d bytes, not %d".formatted(LogReader.MAX_LINE_BYTES - 1, maxLineBytes));
    }
    this.reader = new LogReader(definitions);
    this.maxLineBytes = maxLineBytes;
  }
}
