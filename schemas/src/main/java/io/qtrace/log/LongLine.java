package io.qtrace.log;

import io.qtrace.raw.Rejection;

/** A line that is too long to be one. */
final class LongLine {

  private static final String TOO_LONG =
      "a line of %d bytes or more; a log has text lines, look at what wrote it"
          .formatted(LogReader.MAX_LINE_BYTES);

  private LongLine() {}

  /**
   * Rejects a piece of it; returns where the next piece or line begins, or {@link
   * JoinedLines#PENDING}.
   */
  static int reject(Input input, int from, int end) {
    boolean isLastPiece = end - from < LogReader.MAX_PIECE_BYTES;
    if (isLastPiece && !input.isLine(end)) {
      return JoinedLines.PENDING;
    }
    int pieceEnd = isLastPiece ? end : from + LogReader.MAX_LINE_BYTES;
    input.handler.rejected(Rejection.DAMAGED, TOO_LONG, input.b, from, pieceEnd);
    return isLastPiece ? input.next(end) : pieceEnd;
  }
}
