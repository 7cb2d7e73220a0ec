package io.qtrace.log;

import io.qtrace.log.heading.Heading;

/** Puts a long line together again that a container runtime has cut into pieces. */
final class CarriedPieces {

  /** Of 16 KiB each, more than {@link LogReader#MAX_LINE_BYTES}. */
  static final int MAX_PIECES = 64;

  /** Of a line that may be a whole one. */
  static final int MAX_DOUBTFUL_PIECES = 8;

  static final int NONE = -2;

  private final EventLine behind;
  private final GrowingText text = new GrowingText();

  private boolean areSeveral;

  CarriedPieces(EventLine behind) {
    this.behind = behind;
  }

  /** Whether a line that was read is the first piece of a longer one. */
  static boolean isPiece(EventLine line) {
    return line.heading().pieceCarriers > 0;
  }

  /** How many pieces a line may have. */
  static int most(Heading first) {
    return first.isPieceDoubtful ? MAX_DOUBTFUL_PIECES : MAX_PIECES;
  }

  /**
   * Finds the lines that the first piece goes on in, up to the one that says that it is the last.
   * Where that is missing, as of a container that was killed, the text is cut off; or is one by
   * itself if nothing but its missing newline says otherwise.
   *
   * @param end of the first piece
   * @return the end of the last line; {@link #NONE} if it is no piece; or {@link
   *     JoinedLines#PENDING}
   */
  int collect(EventLine first, Input input, int from, int end) {
    int to = collectText(first, input, from, end);
    areSeveral = to != NONE;
    return to;
  }

  private int collectText(EventLine first, Input input, int from, int end) {
    var heading = first.heading();
    boolean isDoubtful = heading.isPieceDoubtful;
    int firstFrom = behind.readCarriers(input.b, from, end, heading.pieceCarriers);
    boolean isCut = behind.heading().isCut;
    text.set(behind.heading().text, firstFrom, behind.heading().textTo);
    int lastEnd = end;
    for (int pieces = 1; pieces < most(heading); pieces++) {
      int next = input.next(lastEnd);
      int lineEnd = input.furtherEnd(from, next);
      if (lineEnd == JoinedLines.PENDING) {
        return JoinedLines.PENDING;
      }
      if (lineEnd == NONE || !isNext(first, input.b, next, lineEnd)) {
        break;
      }
      lastEnd = lineEnd;
      if (!isPiece(behind)) {
        heading.isCut = isCut || behind.heading().isCut;
        return lastEnd;
      }
    }
    heading.isCut |= !isDoubtful;
    return isDoubtful ? NONE : lastEnd;
  }

  /** Whether a line is the next piece, which it adds to the text. */
  private boolean isNext(EventLine first, byte[] b, int from, int end) {
    var heading = first.heading();
    if (heading.isPieceDoubtful && isFresh(behind, b, from, end)) {
      return false;
    }
    int carried = behind.readCarriers(b, from, end, heading.pieceCarriers);
    if (carried < 0 || behind.heading().stream != heading.stream) {
      return false;
    }
    text.add(behind.heading().text, carried, behind.heading().textTo);
    return true;
  }

  /** Whether a line is none that a doubtful piece goes on in. */
  static boolean isFresh(EventLine behind, byte[] b, int from, int end) {
    return behind.read(b, from, end) != EventLine.Outcome.OTHER
        || behind.hasPrefix()
        || behind.heading().areLines;
  }

  /** Whether the line that was collected last had pieces, so that they can be read again. */
  boolean areSeveral() {
    return areSeveral;
  }

  /** Reads what {@link #collect} has found. */
  EventLine.Outcome read(EventLine line) {
    return line.readString(text.bytes(), 0, text.length());
  }
}
