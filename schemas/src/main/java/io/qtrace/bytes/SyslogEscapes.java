package io.qtrace.bytes;

/**
 * rsyslog writes a control character it receives as # and three octal digits:
 * $EscapeControlCharactersOnReceive.
 */
public final class SyslogEscapes {

  private static final int LENGTH = 4;
  private static final int DELETE = 0177;

  private SyslogEscapes() {}

  public static boolean contains(byte[] b, int from, int to) {
    for (int at = from; at + LENGTH <= to; at++) {
      if (decode(b, at, to) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Copies a range with its escapes undone, which makes it no longer; returns the copy's end. */
  public static int undo(byte[] b, int from, int to, byte[] target, int targetFrom) {
    int out = targetFrom;
    int at = from;
    while (at < to) {
      int decoded = decode(b, at, to);
      target[out++] = decoded >= 0 ? (byte) decoded : b[at];
      at += decoded >= 0 ? LENGTH : 1;
    }
    return out;
  }

  /**
   * The control character that an escape stands for; -1 if there is none, for other characters are
   * not escaped.
   */
  private static int decode(byte[] b, int at, int to) {
    if (b[at] != '#' || at + LENGTH > to) {
      return -1;
    }
    int value = 0;
    for (int i = at + 1; i < at + LENGTH; i++) {
      if (b[i] < '0' || b[i] > '7') {
        return -1;
      }
      value = value << 3 | (b[i] - '0');
    }
    return value < ' ' || value == DELETE ? value : -1;
  }
}
