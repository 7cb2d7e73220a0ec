package io.qtrace.log;

/** Puts a long line together again that a container runtime has cut into pieces. */
final class CarriedPieces {

  /** Of 16 KiB each, more than {@link LogReader#MAX_LINE_BYTES}. */
  static final int MAX_PIECES = 64;

  private final EventLine behind;
  private final GrowingText text = new GrowingText();

  CarriedPieces(EventLine behind) {
    this.behind = behind;
  }

  /** Whether a line that was read is the first piece of a longer one. */
  static boolean isPiece(EventLine line) {
    return line.heading().pieceCarriers > 0;
  }

  /**
   * Finds the lines that the first piece goes on in, up to the one that says that it is the last.
   * Where that is missing, as of a container that was killed, what is there is the text.
   *
   * @param end of the first piece
   * @return the end of the last line, or {@link JoinedLines#PENDING}
   */
  int collect(EventLine first, Input input, int from, int end) {
    var heading = first.heading();
    int carriers = heading.pieceCarriers;
    int stream = heading.stream;
    text.set(heading.text, heading.pieceFrom, heading.textTo);
    int lastEnd = end;
    for (int pieces = 1; pieces < MAX_PIECES; pieces++) {
      int next = lastEnd + 1;
      if (input.isNul(lastEnd)) {
        return lastEnd;
      }
      if (next >= input.to) {
        return input.last ? lastEnd : JoinedLines.PENDING;
      }
      int lineEnd = input.lineEnd(next);
      if (lineEnd - from >= LogReader.MAX_LINE_BYTES) {
        return lastEnd;
      }
      if (!input.isLine(lineEnd)) {
        return JoinedLines.PENDING;
      }
      int carried = behind.readCarriers(input.b, next, lineEnd, carriers);
      if (carried < 0 || behind.heading().stream != stream) {
        return lastEnd;
      }
      text.add(behind.heading().text, carried, behind.heading().textTo);
      lastEnd = lineEnd;
      if (!isPiece(behind)) {
        return lastEnd;
      }
    }
    return lastEnd;
  }

  /** Reads what {@link #collect} has found. */
  EventLine.Outcome read(EventLine line) {
    return line.readCarried(text.bytes(), 0, text.length());
  }
}
