package io.qtrace.render;

import java.nio.charset.StandardCharsets;

/** Python's {@code repr} of a bytes object, without the {@code b} in front. */
final class PythonBytes {

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private PythonBytes() {}

  /** Writes up to 4 bytes for each byte of the text, and 2 quotes; {@link Ascii#SLACK} applies. */
  static int quote(byte[] text, int from, int to, byte[] b, int at) {
    b[at] = '\'';
    int end = Ascii.copyPlain(text, from, to, b, at + 1);
    if (end < 0) {
      return escaped(text, from, to, b, at);
    }
    b[end] = '\'';
    return end + 1;
  }

  private static int escaped(byte[] text, int from, int to, byte[] b, int at) {
    byte quote = quoteFor(text, from, to);
    int next = at;
    b[next++] = quote;
    for (int i = from; i < to; i++) {
      byte c = text[i];
      if (c >= ' ' && c < 0x7f && c != '\\' && c != quote) {
        b[next++] = c;
      } else {
        next = escape(c, b, next);
      }
    }
    b[next++] = quote;
    return next;
  }

  /** The single quote, unless there are single quotes and no double quotes in the text. */
  private static byte quoteFor(byte[] text, int from, int to) {
    boolean single = false;
    for (int i = from; i < to; i++) {
      if (text[i] == '"') {
        return '\'';
      }
      single |= text[i] == '\'';
    }
    return (byte) (single ? '"' : '\'');
  }

  private static int escape(byte c, byte[] b, int at) {
    b[at] = '\\';
    byte letter =
        switch (c) {
          case '\t' -> 't';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\\', '\'' -> c;
          default -> 0;
        };
    if (letter != 0) {
      b[at + 1] = letter;
      return at + 2;
    }
    b[at + 1] = 'x';
    b[at + 2] = DIGITS[(c >> 4) & 0xf];
    b[at + 3] = DIGITS[c & 0xf];
    return at + 4;
  }
}
