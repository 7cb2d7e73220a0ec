package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.render.GrowableBytes;

/** JSON values, appended as UTF-8. */
final class JsonText {

  private static final byte[] NULL = bytes("null");
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final byte[] ADDRESS = bytes("\"0x");

  /** Of one byte, a control character. */
  private static final int MAX_ESCAPE = 6;

  private static final byte[] HEX = bytes("0123456789ABCDEF");

  /** The first bytes of characters that UTF-16 has two surrogates for; each has three behind it. */
  private static final int FIRST_OF_FOUR = 0xf0;

  /** What is behind the backslash, by byte: 0 if the byte stays as it is. */
  private static final byte[] ESCAPES = escapes();

  private JsonText() {}

  private static byte[] escapes() {
    var escapes = new byte[1 << Byte.SIZE];
    for (int control = 0; control < ' '; control++) {
      escapes[control] = 'u';
    }
    for (int first = FIRST_OF_FOUR; first < escapes.length; first++) {
      escapes[first] = 'u';
    }
    var escaped = "\b\t\n\f\r\"\\";
    for (int i = 0; i < escaped.length(); i++) {
      escapes[escaped.charAt(i)] = (byte) "btnfr\"\\".charAt(i);
    }
    return escapes;
  }

  /** JSON as it is to be written. */
  static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }

  /** A text as a JSON string, to be written as it is. */
  static String quoted(String text) {
    byte[] utf8 = bytes(text);
    var out = new GrowableBytes(text.length() + 2);
    string(out, utf8, 0, utf8.length);
    return new String(out.array(), 0, out.size(), UTF_8);
  }

  static void nothing(GrowableBytes out) {
    out.put(NULL);
  }

  static void bool(GrowableBytes out, boolean value) {
    out.put(value ? TRUE : FALSE);
  }

  static void number(GrowableBytes out, long value) {
    if (value < 0) {
      out.put('-');
    }
    out.putDecimal(Math.abs(value)); // of the least long this is 2^63 without a sign
  }

  static void unsigned(GrowableBytes out, long bits) {
    out.putDecimal(bits);
  }

  /** As a string, {@code "0x7f00"}. */
  static void address(GrowableBytes out, long bits) {
    out.put(ADDRESS);
    out.putHex(bits);
    out.put('"');
  }

  /** As Java prints it; a string if JSON has no such number: {@code "NaN"}, {@code "-Infinity"}. */
  static void real(GrowableBytes out, double value) {
    byte[] text = bytes(Double.toString(value));
    if (Double.isFinite(value)) {
      out.put(text);
    } else {
      out.put('"');
      out.put(text);
      out.put('"');
    }
  }

  /**
   * Escapes what has to be, and what is not in Unicode's basic plane, as two surrogates.
   *
   * @param utf8 well-formed
   */
  static void string(GrowableBytes out, byte[] utf8, int from, int to) {
    out.reserve(MAX_ESCAPE * (to - from) + 2);
    byte[] b = out.array();
    int at = out.size();
    b[at++] = '"';
    for (int i = from; i < to; i++) {
      byte escape = ESCAPES[utf8[i] & 0xff];
      if (escape == 0) {
        b[at++] = utf8[i];
      } else if (escape != 'u') {
        b[at++] = '\\';
        b[at++] = escape;
      } else if (utf8[i] >= 0) {
        at = unit(utf8[i], b, at);
      } else {
        int character = ofFour(utf8, i);
        at = unit(Character.highSurrogate(character), b, at);
        at = unit(Character.lowSurrogate(character), b, at);
        i += 3;
      }
    }
    b[at++] = '"';
    out.endAt(at);
  }

  private static int ofFour(byte[] utf8, int at) {
    return ((utf8[at] & 0x07) << 18)
        | ((utf8[at + 1] & 0x3f) << 12)
        | ((utf8[at + 2] & 0x3f) << 6)
        | (utf8[at + 3] & 0x3f);
  }

  /** One of UTF-16, such as <code>&#92;u001B</code>. */
  private static int unit(int unit, byte[] b, int at) {
    b[at] = '\\';
    b[at + 1] = 'u';
    for (int digit = 0; digit < 4; digit++) {
      b[at + 2 + digit] = HEX[(unit >> (12 - 4 * digit)) & 0xf];
    }
    return at + MAX_ESCAPE;
  }
}
