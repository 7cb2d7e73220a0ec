package io.qtrace.source.chunk;

/** Knows where a format may be cut. Goes through one source, front to back; not thread-safe. */
interface Pieces {

  /** Answer of {@link #end}: it takes more bytes to tell. */
  int MORE = -1;

  /**
   * Where the piece that begins at {@code from} ends. Read by itself it says what it says in its
   * source: a record, lines that may be one event, or damage and what shows where it ends.
   *
   * @param to end of the bytes that are there, greater than {@code from}
   * @param last true if the source ends at {@code to}; the answer is then never {@link #MORE}
   */
  int end(byte[] b, int from, int to, boolean last);

  /**
   * The same where {@link #end} has asked for more and none came for a while: {@link #MORE} unless
   * the piece is whole, whatever may follow.
   */
  int endIfQuiet(byte[] b, int from, int to);

  /**
   * Takes in bytes that are not to be cut again, of a source that is continued in its middle.
   *
   * @param to at most where the source is continued
   */
  void learn(byte[] b, int from, int to);

  /** Of the piece that {@link #end} just measured. */
  Kind kind();

  /** Of the events in the piece that {@link #end} just measured. */
  EventTimes times();

  /** How a piece goes into chunks. */
  enum Kind {
    /** Together with others. */
    PLAIN,
    /** By itself: its neighbours could change what it says. */
    ALONE,
    /**
     * By itself, and it ends with the source: it may say something else, or be part of something,
     * once the source goes on.
     */
    OPEN
  }
}
