package io.qtrace.log;

import io.qtrace.log.heading.Heading;

/**
 * Takes apart what a container has written to stdout and stderr at once: the pieces of a long line
 * of the one stand among the lines, or the pieces, of the other. Not thread-safe.
 */
final class MixedPieces {

  private final EventLine behind;
  private final GrowingText pieces = new GrowingText();
  private final GrowingText others = new GrowingText();

  /** The first piece's line goes on. */
  private boolean isOpen;

  /** A bit for each stream of which a line goes on. */
  private int openStreams;

  MixedPieces(EventLine behind) {
    this.behind = behind;
  }

  /**
   * Finds the lines up to the one behind which no stream has a line that goes on.
   *
   * @param end of the first piece
   * @return the end of the last line; {@link CarriedPieces#NONE} if there is no last piece, or no
   *     other line among them; or {@link JoinedLines#PENDING}
   */
  int collect(EventLine first, Input input, int from, int end) {
    var heading = first.heading();
    if (heading.stream == 0) {
      return CarriedPieces.NONE;
    }
    pieces.set(input.b, from, input.next(end));
    others.clear();
    isOpen = true;
    openStreams = 1 << heading.stream;
    int most = 2 * CarriedPieces.most(heading);
    int to = end;
    for (int lines = 1; lines < most && openStreams != 0; lines++) {
      int next = input.next(to);
      int lineEnd = input.furtherEnd(from, next);
      if (lineEnd == JoinedLines.PENDING) {
        return JoinedLines.PENDING;
      }
      if (lineEnd == CarriedPieces.NONE || !take(heading, input, next, lineEnd)) {
        break;
      }
      to = lineEnd;
    }
    return isOpen || others.length() == 0 ? CarriedPieces.NONE : to;
  }

  /** Whether a line is of one of the streams, and was taken. */
  private boolean take(Heading first, Input input, int from, int end) {
    if (first.isPieceDoubtful && CarriedPieces.isFresh(behind, input.b, from, end)) {
      return false;
    }
    var heading = behind.heading();
    if (behind.readCarriers(input.b, from, end, first.pieceCarriers) < 0 || heading.stream == 0) {
      return false;
    }
    boolean isPiece = CarriedPieces.isPiece(behind);
    boolean isNext = isOpen && heading.stream == first.stream;
    (isNext ? pieces : others).add(input.b, from, input.next(end));
    isOpen = isNext ? isPiece : isOpen;
    int stream = 1 << heading.stream;
    openStreams = isPiece ? openStreams | stream : openStreams & ~stream;
    return true;
  }

  /** The pieces of the first line, as an input that has nothing else. */
  Input pieces(Input input) {
    return pieces.input(input.handler);
  }

  /** The lines that stood among the pieces, and behind them. */
  Input others(Input input) {
    return others.input(input.handler);
  }
}
