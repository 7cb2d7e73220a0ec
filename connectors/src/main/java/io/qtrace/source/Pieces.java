package io.qtrace.source;

import io.qtrace.raw.Clock;

/** Knows where a format may be cut. Goes through one source, front to back; not thread-safe. */
interface Pieces {

  /** Answer of {@link #end}: it takes more bytes to tell. */
  int MORE = -1;

  /** Answer of {@link #eventNs}: the piece is not an event, or its source gives no time. */
  long NO_TIME = Long.MIN_VALUE;

  /**
   * Where the piece that begins at {@code from} ends: a record, a line, or a damaged stretch.
   *
   * @param to end of the bytes that are there, greater than {@code from}
   * @param last true if the source ends at {@code to}; the answer is then never {@link #MORE}
   */
  int end(byte[] b, int from, int to, boolean last);

  /**
   * Takes in bytes that are not to be cut again, of a source that is continued in its middle.
   *
   * @param to at most where the source is continued
   */
  void learn(byte[] b, int from, int to);

  /** True if the piece that {@link #end} just measured is cut off by the end of the source. */
  boolean open();

  /** When the event in the piece that {@link #end} just measured happened, by its own clock. */
  long eventNs();

  /** What the times count from; {@link Clock#NONE} while no event had one. */
  Clock clock();
}
