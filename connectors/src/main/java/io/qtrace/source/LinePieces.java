package io.qtrace.source;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;

/** Lines, each with its newline. */
final class LinePieces implements Pieces {

  /** A longer "line" is not text; it is cut here, so that memory and Kafka records stay bounded. */
  static final int LONGEST_BYTES = 1 << 19;

  private final LogReader reader;
  private final LastTime lastTime = new LastTime();

  private boolean open;

  LinePieces(Definitions definitions) {
    reader = new LogReader(definitions);
  }

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    int bound = Math.min(to, from + LONGEST_BYTES);
    lastTime.ns = NO_TIME;
    open = false;
    for (int i = from; i < bound; i++) {
      if (b[i] == '\n') {
        reader.read(b, from, i + 1, true, lastTime);
        return i + 1;
      }
    }
    if (bound < to || to - from == LONGEST_BYTES) {
      return bound;
    }
    open = last;
    return last ? to : MORE;
  }

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
