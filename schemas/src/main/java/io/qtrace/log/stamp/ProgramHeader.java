package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.EventNames;

/**
 * The parts that a version of QEMU after 10.2 may put behind the stamp, as proposed on its mailing
 * list in January and February 2026: {@code [guest name] program(tid:threadname): } or {@code
 * [guest name] program: (tid:threadname): }, each of them optional. The guest's and the thread's
 * name may hold spaces and brackets, so a header is one only if an event's name follows it.
 */
public final class ProgramHeader {

  private static final int MAX_BYTES = 1024;
  private static final int MAX_TID_DIGITS = 9;

  private final EventNames names;

  /** Of the header read last; -1 if it has none. */
  public long threadId;

  /** Index of the event whose name follows. */
  int definition;

  public ProgramHeader(EventNames names) {
    this.names = names;
  }

  /** Returns the position behind a header that an event's name follows, or -1. */
  public int read(byte[] b, int from, int end) {
    if (from < end && b[from] == '[') {
      return readGuest(b, from, end);
    }
    return readProgram(b, from, end);
  }

  private int readGuest(byte[] b, int from, int end) {
    int limit = Math.min(end - 1, from + MAX_BYTES);
    for (int close = Words.indexOf(b, from, limit, (byte) ']');
        close < limit;
        close = Words.indexOf(b, close + 1, limit, (byte) ']')) {
      if (isTime(b, from + 1, close)) {
        return -1;
      }
      if (b[close + 1] == ' ') {
        int to = afterGuest(b, close + 2, end);
        if (to >= 0) {
          return to;
        }
      }
    }
    return -1;
  }

  /** Digits around a colon, or a number with a fraction: no guest is called so. */
  private static boolean isTime(byte[] b, int from, int to) {
    int colon = Words.indexOf(b, from, to, (byte) ':');
    boolean isClock =
        colon > from + 1
            && colon + 2 < to
            && Words.digitsEnd(b, colon - 2, colon) == colon
            && Words.digitsEnd(b, colon + 1, colon + 3) == colon + 3;
    int number = Words.indexOfOther(b, from, to, (byte) ' ');
    int point = Words.digitsEnd(b, number, to);
    boolean isNumber =
        point > number && point < to && b[point] == '.' && Words.digitsEnd(b, point + 1, to) == to;
    return isClock || isNumber;
  }

  private int afterGuest(byte[] b, int at, int end) {
    int text = beforeEvent(b, at, end);
    return text >= 0 ? text : readProgram(b, at, end);
  }

  private int readProgram(byte[] b, int from, int end) {
    int to = from;
    int limit = Math.min(end - 2, from + MAX_BYTES);
    while (to < limit && b[to] != '(' && b[to] != ' ' && b[to] != ':') {
      to++;
    }
    if (to >= limit || b[to] == ' ') {
      return -1;
    }
    return b[to] == '(' ? readThread(b, to, end) : afterProgram(b, from, to, end);
  }

  /** Behind {@code program: }. */
  private int afterProgram(byte[] b, int from, int colon, int end) {
    if (colon == from || b[colon + 1] != ' ') {
      return -1;
    }
    int at = colon + 2;
    int text = b[at] == '(' ? readThread(b, at, end) : -1;
    return text >= 0 ? text : beforeEvent(b, at, end);
  }

  private int beforeEvent(byte[] b, int at, int end) {
    definition = names.find(b, at, end);
    threadId = -1;
    return definition >= 0 ? at : -1;
  }

  /** {@code (tid:threadname): }. */
  private int readThread(byte[] b, int open, int end) {
    int limit = Math.min(end, open + 2 + MAX_TID_DIGITS);
    int to = Words.digitsEnd(b, open + 1, Math.min(limit, open + 1 + MAX_TID_DIGITS));
    if (to >= limit || to == open + 1 || b[to] != ':') {
      return -1;
    }
    int text = readThreadName(b, to + 1, end);
    threadId = text < 0 ? -1 : Words.decimal(b, open + 1, to);
    return text;
  }

  private int readThreadName(byte[] b, int from, int end) {
    int limit = Math.min(end - 2, from + MAX_BYTES);
    for (int close = Words.indexOf(b, from, limit, (byte) ')');
        close < limit;
        close = Words.indexOf(b, close + 1, limit, (byte) ')')) {
      if (b[close + 1] == ':' && b[close + 2] == ' ') {
        definition = names.find(b, close + 3, end);
        if (definition >= 0) {
          return close + 3;
        }
      }
    }
    return -1;
  }
}
