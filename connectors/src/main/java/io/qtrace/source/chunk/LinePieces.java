package io.qtrace.source.chunk;

import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;

/**
 * Lines, each with its newline. Lines that may be one event, since a string in it may have
 * newlines, stay together. A line that is too long to be one comes in the pieces that {@link
 * LogReader} makes of it: each by itself is still too long.
 */
final class LinePieces implements Pieces {

  /** As many bytes always make a piece. */
  static final int LONGEST_BYTES = LogReader.MAX_PIECE_BYTES;

  private final LogReader reader;
  private final TimesOfEvents events = new TimesOfEvents();
  private Kind kind = Kind.PLAIN;

  LinePieces(LogLines lines) {
    reader = lines.reader;
  }

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    events.times.clear();
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
    return events.times;
  }

  /** Lines are read for the times of their events only. */
  private static final class TimesOfEvents implements RawRecordHandler {

    private final EventTimes times = new EventTimes();

    @Override
    public void event(RawEvent event) {
      times.add(event.clock, event.timestampNs);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
