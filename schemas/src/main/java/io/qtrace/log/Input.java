package io.qtrace.log;

import io.qtrace.bytes.Words;
import io.qtrace.raw.RawRecordHandler;

/** What one call of {@link LogReader#read} is about. */
final class Input {

  final byte[] b;
  final int to;

  /** The bytes end with a line, though it has no newline. */
  final boolean last;

  final RawRecordHandler handler;

  Input(byte[] b, int to, boolean last, RawRecordHandler handler) {
    this.b = b;
    this.to = to;
    this.last = last;
    this.handler = handler;
  }

  /** The newline or NUL at or behind {@code from}; the end of the bytes if there is none. */
  int lineEnd(int from) {
    return Words.textEnd(b, from, to);
  }

  /** Whether a line that ends there ends with a NUL. */
  boolean isNul(int end) {
    return end < to && b[end] == 0;
  }

  boolean isNewline(int at) {
    return at < to && b[at] == '\n';
  }

  /** Whether a line that ends there is whole. */
  boolean isLine(int end) {
    return end < to || last;
  }

  /**
   * The end of a further line, which one that begins at {@code from} may go on in.
   *
   * @return {@link CarriedPieces#NONE} if there is none, or all would be too long with it; {@link
   *     JoinedLines#PENDING} if that depends on bytes not there yet
   */
  int furtherEnd(int from, int further) {
    if (further >= to) {
      return last ? CarriedPieces.NONE : JoinedLines.PENDING;
    }
    int end = lineEnd(further);
    if (end - from >= LogReader.MAX_LINE_BYTES) {
      return CarriedPieces.NONE;
    }
    return isLine(end) ? end : JoinedLines.PENDING;
  }

  /** Where the line behind the one that ends there begins, or the NULs. */
  int next(int end) {
    return isNul(end) ? end : Math.min(to, end + 1);
  }
}
