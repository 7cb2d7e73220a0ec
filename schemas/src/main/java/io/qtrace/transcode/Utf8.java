package io.qtrace.transcode;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as UTF-8, whatever they are. QEMU's strings are C strings: mostly ASCII, but cut at 512
 * bytes even inside a character, and free to be no text at all. What is UTF-8 stays; each other
 * byte {@code 0xNN} becomes the private-use character {@code U+EFNN}. Text that holds such
 * characters itself has their bytes replaced in the same way, so {@link
 * io.qtrace.schema.RawStrings} restores every string.
 */
public final class Utf8 {

  private Utf8() {}

  /** As a typed event has it. */
  public static String text(byte[] in, int from, int to) {
    var bytes = new byte[length(in, from, to)];
    put(in, from, to, bytes, 0);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How many bytes {@link #put} writes. */
  static int length(byte[] in, int from, int to) {
    int length = 0;
    for (int i = from; i < to; ) {
      int character = characterLength(in, i, to);
      length += character == 0 ? 3 : character;
      i += Math.max(1, character);
    }
    return length;
  }

  /**
   * Writes what a typed event has.
   *
   * @param out has room for three times as many bytes from {@code at} on
   * @return the end of what was written
   */
  public static int put(byte[] in, int from, int to, byte[] out, int at) {
    int end = at;
    for (int i = from; i < to; ) {
      int character = characterLength(in, i, to);
      if (character == 0) {
        // U+EF80 to U+EFFF: 0xEE, 0xBE or 0xBF, and the low six bits.
        out[end++] = (byte) 0xee;
        out[end++] = (byte) (0xbc | ((in[i] & 0xff) >>> 6));
        out[end++] = (byte) (0x80 | (in[i] & 0x3f));
        i++;
      } else {
        System.arraycopy(in, i, out, end, character);
        end += character;
        i += character;
      }
    }
    return end;
  }

  /** Length of the well-formed character at {@code i} (Unicode, table 3-7), or 0. */
  private static int characterLength(byte[] in, int i, int to) {
    int first = in[i] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (i + length > to || !isSecond(first, in[i + 1] & 0xff)) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((in[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private static boolean isSecond(int first, int second) {
    return switch (first) {
      case 0xe0 -> second >= 0xa0 && second <= 0xbf;
      case 0xed -> second >= 0x80 && second <= 0x9f;
      case 0xee -> second >= 0x80 && second <= 0xbd; // not U+EF80 to U+EFFF: those stand for bytes
      case 0xf0 -> second >= 0x90 && second <= 0xbf;
      case 0xf4 -> second >= 0x80 && second <= 0x8f;
      default -> second >= 0x80 && second <= 0xbf;
    };
  }
}
