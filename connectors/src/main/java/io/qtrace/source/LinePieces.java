package io.qtrace.source;

import io.qtrace.log.LogReader;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;

/**
 * Lines, each with its newline. Lines that may be one event, since a string in it may have
 * newlines, stay together.
 */
final class LinePieces implements Pieces {

  private final LogReader reader;
  private final int longestBytes;
  private final LastTime lastTime = new LastTime();

  private boolean open;

  LinePieces(LogLines lines) {
    reader = lines.reader;
    longestBytes = lines.maxLineBytes;
  }

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    lastTime.ns = NO_TIME;
    open = false;
    int bound = Math.min(to, from + longestBytes);
    for (int i = from; i < bound; i++) {
      if (b[i] == '\n') {
        int read = reader.read(b, from, i + 1, false, lastTime);
        if (read > from) {
          return read;
        }
      }
    }
    if (bound < to || to - from == longestBytes) {
      return bound;
    }
    return last ? lastEnd(b, from, to) : MORE;
  }

  private int lastEnd(byte[] b, int from, int to) {
    open = b[to - 1] != '\n';
    if (!open) {
      reader.read(b, from, to, true, lastTime);
    }
    return to;
  }

  /** One line says nothing about the next. */
  @Override
  public void learn(byte[] b, int from, int to) {}

  @Override
  public boolean open() {
    return open;
  }

  @Override
  public long eventNs() {
    return lastTime.ns;
  }

  @Override
  public Clock clock() {
    return lastTime.clock;
  }

  /** Lines are read for the time of their events only. */
  private static final class LastTime implements RawRecordHandler {

    private long ns = NO_TIME;
    private Clock clock = Clock.NONE;

    @Override
    public void event(RawEvent event) {
      if (event.clock != Clock.NONE) {
        ns = event.timestampNs;
        clock = event.clock;
      }
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
