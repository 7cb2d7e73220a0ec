package io.qtrace.log;

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

  /** The newline at or behind {@code from}; the end of the bytes if there is none. */
  int lineEnd(int from) {
    return Words.indexOf(b, from, to, (byte) '\n');
  }

  /** Whether a line that ends there is whole. */
  boolean isLine(int end) {
    return end < to || last;
  }

  /**
   * Where the line behind the event that ends there begins, or {@link JoinedLines#PENDING} if that
   * depends on bytes not there yet.
   *
   * @param hasEmptyLine an empty line behind it is part of the event
   */
  int nextEvent(int end, boolean hasEmptyLine) {
    int next = next(end);
    if (!hasEmptyLine || (last && next == to)) {
      return next;
    }
    if (next == to) {
      return JoinedLines.PENDING;
    }
    return b[next] == '\n' ? next + 1 : next;
  }

  /** Where the line behind the one that ends there begins. */
  int next(int end) {
    return Math.min(to, end + 1);
  }
}
