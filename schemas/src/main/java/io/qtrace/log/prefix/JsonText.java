package io.qtrace.log.prefix;

import io.qtrace.bytes.Words;

/** Values of one line of JSON, and the bytes that a string says. Not thread-safe. */
final class JsonText {

  private static final int REPLACEMENT = 0xfffd;

  private byte[] text = new byte[1024];
  private int to;

  /** What {@link #read} has read, from 0 on; goes on for {@link Words#SLACK} bytes behind it. */
  byte[] text() {
    return text;
  }

  /**
   * Reads a string, or an array of numbers, which journalctl makes of a text that is no UTF-8.
   *
   * @param b may be {@link #text} itself: what is written is no longer than what is read
   * @return where its bytes end; -1 if the value says no text
   */
  int read(byte[] b, int from, int end) {
    if (b[from] != '"' && b[from] != '[') {
      return -1;
    }
    if (text.length < end - from + Words.SLACK) {
      text = new byte[2 * (end - from) + Words.SLACK];
    }
    to = 0;
    return b[from] == '"' ? string(b, from + 1, end - 1) : numbers(b, from + 1, end - 1);
  }

  private int string(byte[] b, int from, int end) {
    int at = from;
    while (at < end) {
      if (b[at] != '\\' || at + 1 == end) {
        text[to++] = b[at++];
      } else {
        at = escape(b, at + 1, end);
      }
    }
    return to;
  }

  private int escape(byte[] b, int at, int end) {
    switch (b[at]) {
      case 'n' -> text[to++] = '\n';
      case 't' -> text[to++] = '\t';
      case 'r' -> text[to++] = '\r';
      case 'b' -> text[to++] = '\b';
      case 'f' -> text[to++] = '\f';
      case 'u' -> {
        return unicode(b, at + 1, end);
      }
      default -> text[to++] = b[at];
    }
    return at + 1;
  }

  private int unicode(byte[] b, int at, int end) {
    int unit = unit(b, at, end);
    boolean isHigh = unit >= 0 && Character.isHighSurrogate((char) unit);
    boolean isPair = isHigh && end - at > 6 && b[at + 4] == '\\' && b[at + 5] == 'u';
    int low = isPair ? unit(b, at + 6, end) : -1;
    if (low >= 0 && Character.isLowSurrogate((char) low)) {
      put(Character.toCodePoint((char) unit, (char) low));
      return at + 10;
    }
    boolean isCharacter = unit >= 0 && !Character.isSurrogate((char) unit);
    put(isCharacter ? unit : REPLACEMENT);
    return Math.min(end, at + 4);
  }

  private static int unit(byte[] b, int at, int end) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < end ? Character.digit(b[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** As UTF-8, which is never longer than the escape. */
  private void put(int character) {
    if (character < 0x80) {
      text[to++] = (byte) character;
      return;
    }
    int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    int first = more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0;
    text[to++] = (byte) (first | character >> (6 * more));
    for (int i = more - 1; i >= 0; i--) {
      text[to++] = (byte) (0x80 | (character >> (6 * i) & 0x3f));
    }
  }

  private int numbers(byte[] b, int from, int end) {
    for (int at = skipBlanks(b, from, end); at < end; at = skipBlanks(b, at, end)) {
      int digitsTo = Words.digitsEnd(b, at, Math.min(end, at + 3));
      if (digitsTo == at) {
        return -1;
      }
      text[to++] = (byte) Words.decimal(b, at, digitsTo);
      at = skipBlanks(b, digitsTo, end);
      if (at < end && b[at++] != ',') {
        return -1;
      }
    }
    return to;
  }

  static int skipBlanks(byte[] b, int at, int end) {
    int to = Math.max(0, at);
    while (to < end && (b[to] == ' ' || b[to] == '\t')) {
      to++;
    }
    return to;
  }

  /** Behind the string that begins with a quote at {@code at}; -1 if it has no end. */
  static int stringEnd(byte[] b, int at, int end) {
    for (int i = at + 1; i < end; i++) {
      if (b[i] == '\\') {
        i++;
      } else if (b[i] == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Behind the value that begins at {@code at}; -1 if there is none. */
  static int valueEnd(byte[] b, int at, int end) {
    if (b[at] == '"') {
      return stringEnd(b, at, end);
    }
    int depth = 0;
    int to = at;
    while (to < end && (depth > 0 || !isBehindValue(b[to]))) {
      byte c = b[to];
      if (c == '"') {
        to = stringEnd(b, to, end);
        if (to < 0) {
          return -1;
        }
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        to++;
      }
    }
    return to == at || depth > 0 ? -1 : to;
  }

  private static boolean isBehindValue(byte c) {
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t';
  }
}
