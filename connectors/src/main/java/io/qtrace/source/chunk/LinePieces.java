package io.qtrace.source.chunk;

import io.qtrace.log.LogReader;

/**
 * Lines, each with its newline. Lines that may be one event, since a string in it may have
 * newlines, stay together. A line that is too long to be one comes in the pieces that {@link
 * LogReader} makes of it: each by itself is still too long.
 */
final class LinePieces implements Pieces {

  /** As many bytes always make a piece. */
  static final int LONGEST_BYTES = LogReader.MAX_PIECE_BYTES;

  private final LogReader reader;

  /** Lines are read for these only. */
  private final TimesOfEvents events = new TimesOfEvents();

  private Kind kind = Kind.PLAIN;

  LinePieces(LogLines lines) {
    reader = lines.reader;
  }

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    events.times().clear();
    kind = Kind.PLAIN;
    int bound = Math.min(to, from + LONGEST_BYTES);
    for (int i = from; i < bound; i++) {
      if (b[i] == '\n') {
        int read = reader.read(b, from, i + 1, false, events);
        if (read > from) {
          return read;
        }
      }
    }
    // Without a newline that decides: what is too long, or too long to be joined, shows all the
    // same.
    int read = reader.read(b, from, bound, false, events);
    if (read > from) {
      return read;
    }
    if (!last) {
      return MORE;
    }
    kind = Kind.OPEN;
    return reader.read(b, from, to, true, events);
  }

  /** A line that waits is cut off, or the next one may continue it. */
  @Override
  public int endIfQuiet(byte[] b, int from, int to) {
    return MORE;
  }

  /** One line says nothing about the next. */
  @Override
  public void learn(byte[] b, int from, int to) {}

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public EventTimes times() {
    return events.times();
  }
}
