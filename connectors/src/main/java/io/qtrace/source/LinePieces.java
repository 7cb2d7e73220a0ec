package io.qtrace.source;

/** Lines, each with its newline. */
final class LinePieces implements Pieces {

  /** A longer "line" is not text; it is cut here, so that memory and Kafka records stay bounded. */
  static final int LONGEST_BYTES = 1 << 19;

  private boolean open;

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    int bound = Math.min(to, from + LONGEST_BYTES);
    open = false;
    for (int i = from; i < bound; i++) {
      if (b[i] == '\n') {
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
    return NO_TIME;
  }
}
