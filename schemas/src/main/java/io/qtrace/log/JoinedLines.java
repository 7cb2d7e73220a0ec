package io.qtrace.log;

/** Joins a line that a newline in a string or a format has broken with the lines that follow. */
final class JoinedLines {

  static final int MAX_LINES = 16;
  static final int MAX_BYTES = 1 << 16;

  /** The lines that decide are not there yet. */
  static final int PENDING = -1;

  private final EventLine behind;
  private final GrowingText text = new GrowingText();

  JoinedLines(EventLine behind) {
    this.behind = behind;
  }

  /**
   * Reads a line that was a mismatch together with the fewest lines behind it that make it an
   * event. If none do, the line has to be read again.
   *
   * @param end of the first line
   * @return the end of the last line; {@code end} if no join fits; or {@link #PENDING}
   */
  int join(EventLine line, Input input, int from, int end) {
    var heading = line.heading();
    int carriers = heading.carriers;
    int stream = heading.stream;
    boolean hasPrefix = line.hasPrefix();
    text.set(heading.text, heading.carriedFrom, heading.textTo);
    int lineEnd = end;
    for (int lines = 1; lines < MAX_LINES && lineEnd - from < MAX_BYTES; lines++) {
      int next = lineEnd + 1;
      if (input.isNul(lineEnd)) {
        return end;
      }
      if (next >= input.to) {
        return input.last ? end : PENDING;
      }
      lineEnd = input.lineEnd(next);
      if (lineEnd - from > MAX_BYTES) {
        return end;
      }
      if (!input.isLine(lineEnd)) {
        return PENDING;
      }
      if (isFresh(hasPrefix, input.b, next, lineEnd)) {
        return end;
      }
      int carried = behind.readCarriers(input.b, next, lineEnd, carriers);
      if (carried < 0 || behind.heading().stream != stream) {
        return end;
      }
      text.add((byte) '\n');
      text.add(behind.heading().text, carried, behind.heading().textTo);
      if (line.readCarried(text.bytes(), 0, text.length()) == EventLine.Outcome.EVENT) {
        line.place(input.b, from, lineEnd);
        return lineEnd;
      }
    }
    return end;
  }

  /**
   * Whether a line is no continuation. One with a prefix is not; one without is taken for an event
   * only if the line to be continued has no prefix either.
   */
  private boolean isFresh(boolean isPrefixed, byte[] b, int from, int end) {
    var outcome = behind.read(b, from, end);
    boolean isNamed =
        switch (outcome) {
          case EVENT, MISMATCH, REFUSED_EVENT, CUT -> true;
          case UNKNOWN_EVENT, OTHER -> false;
        };
    return behind.hasPrefix() || (isNamed && !isPrefixed);
  }
}
