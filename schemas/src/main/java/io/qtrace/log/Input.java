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

  /** Where the line behind the one that ends there begins, or the NULs. */
  int next(int end) {
    return isNul(end) ? end : Math.min(to, end + 1);
  }
}
