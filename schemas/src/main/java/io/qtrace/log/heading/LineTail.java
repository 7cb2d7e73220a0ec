package io.qtrace.log.heading;

/**
 * What terminals and other systems leave at the ends of lines: carriage returns, and sequences that
 * set colours or clear the rest of the line.
 */
public final class LineTail {

  private static final byte ESCAPE = 0x1b;

  private static final byte BELL = 7;

  /** The character set that some terminals go back to, behind {@code ESC [ m}. */
  private static final byte SHIFT_IN = 0x0f;

  /** Longer ones set nothing that a terminal has. */
  private static final int MAX_SEQUENCE = 32;

  private static final int MAX_STRING = 512;

  private LineTail() {}

  /** Whether what ends with this byte may have a tail that {@link #textEnd} cuts off. */
  public static boolean mayEnd(byte last) {
    return (last >= BELL && last <= SHIFT_IN) || last == ' ' || (last >= '7' && last <= '~');
  }

  /** Where the text of a line ends that ends at {@code end}. */
  public static int textEnd(byte[] b, int from, int end) {
    int to = end;
    while (to > from && mayEnd(b[to - 1])) {
      int ink = withoutBlanks(b, from, to); // none of a value, if a sequence is in front of them
      int last = ink > from && b[ink - 1] == SHIFT_IN ? ink - 1 : ink;
      int before = ink > from && b[ink - 1] == '\r' ? ink - 1 : sequenceFrom(b, from, last);
      if (before == last) {
        return to; // a value's own character
      }
      to = withoutCharacterSet(b, from, before);
    }
    return to;
  }

  /** The same, if nothing but a carriage return is cut off; else -1. */
  public static int textEndButReturn(byte[] b, int from, int end) {
    int textEnd = textEnd(b, from, end);
    int cut = end - textEnd;
    return cut == 0 || (cut == 1 && b[textEnd] == '\r') ? textEnd : -1;
  }

  /**
   * Whether a newline is at a position, or a carriage return and a newline in front of {@code end}.
   */
  public static boolean isLineEnd(byte[] b, int at, int end) {
    return b[at] == '\n' || (b[at] == '\r' && at + 1 < end && b[at + 1] == '\n');
  }

  /** The same without blanks, which are a value's if a string is last. */
  public static int inkEnd(byte[] b, int from, int end) {
    int to = end;
    int before;
    do {
      before = to;
      to = textEnd(b, from, withoutBlanks(b, from, to));
    } while (to < before);
    return to;
  }

  private static int withoutBlanks(byte[] b, int from, int end) {
    int to = end;
    while (to > from && (b[to - 1] == ' ' || b[to - 1] == '\t')) {
      to--;
    }
    return to;
  }

  /** Where a terminal sequence begins that ends there; else there. */
  private static int sequenceFrom(byte[] b, int from, int to) {
    if (to - from < 2) {
      return to;
    }
    if (b[to - 1] == BELL) {
      return stringFrom(b, from, to, to - 1);
    }
    if (b[to - 2] == ESCAPE) {
      return b[to - 1] == '\\' ? stringFrom(b, from, to, to - 3) : shortFrom(b, to);
    }
    if (b[to - 1] < '@' || b[to - 1] > '~') {
      return to;
    }
    int at = to - 1;
    int least = Math.max(from + 1, to - MAX_SEQUENCE);
    while (at > least && isParameter(b[at - 1])) {
      at--;
    }
    return at - 2 >= from && b[at - 1] == '[' && b[at - 2] == ESCAPE ? at - 2 : to;
  }

  /** Of an escape and one byte. */
  private static int shortFrom(byte[] b, int to) {
    return sequenceEnd(b, to - 2, to) == to ? to - 2 : to;
  }

  /**
   * Of a title or the like.
   *
   * @param last in front of the byte or bytes that end it
   */
  private static int stringFrom(byte[] b, int from, int to, int last) {
    int at = last;
    while (at > from && to - at < MAX_STRING && b[at] != ESCAPE) {
      at--;
    }
    return at >= from && sequenceEnd(b, at, to) == to ? at : to;
  }

  private static boolean isParameter(byte c) {
    return c >= ' ' && c <= '?';
  }

  /** {@code ESC ( B}, which xterm's sgr0 has in front of the sequence that ends all colours. */
  private static int withoutCharacterSet(byte[] b, int from, int to) {
    boolean isThere = to - from >= 3 && b[to - 3] == ESCAPE && b[to - 2] == '(' && b[to - 1] == 'B';
    return isThere ? to - 3 : to;
  }

  /** Behind a terminal sequence that begins at {@code at}, or -1: ECMA-48, section 5. */
  public static int sequenceEnd(byte[] b, int at, int end) {
    if (end - at < 2 || b[at] != ESCAPE) {
      return -1;
    }
    return switch (b[at + 1]) {
      case '[' -> controlEnd(b, at + 2, Math.min(end, at + MAX_SEQUENCE));
      case ']', 'P', 'X', '^', '_' -> stringEnd(b, at + 2, Math.min(end, at + MAX_STRING));
      case ' ', '#', '%', '(', ')', '*', '+' -> at + 3 <= end ? at + 3 : -1;
      default -> b[at + 1] >= '0' && b[at + 1] <= '~' ? at + 2 : -1;
    };
  }

  private static int controlEnd(byte[] b, int at, int end) {
    int to = at;
    while (to < end && isParameter(b[to])) {
      to++;
    }
    return to < end && b[to] >= '@' && b[to] <= '~' ? to + 1 : -1;
  }

  /** A title or the like ends with BEL or {@code ESC \\}. */
  private static int stringEnd(byte[] b, int at, int end) {
    int to = at;
    while (to < end && b[to] != BELL && b[to] != ESCAPE) {
      to++;
    }
    if (to < end && b[to] == BELL) {
      return to + 1;
    }
    return to + 1 < end && b[to + 1] == '\\' ? to + 2 : -1;
  }
}
