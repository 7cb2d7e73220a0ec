package io.qtrace.render;

import io.qtrace.bytes.Words;
import java.util.Arrays;

/**
 * Digits, and copies of short texts, eight bytes at a time. Every method writes from {@code at} on,
 * returns the index behind its output and may overwrite up to {@value #SLACK} bytes behind that:
 * the buffer needs room for them.
 */
final class Ascii {

  static final int SLACK = 16;

  /** Room for any 64-bit number in base 8 or more, slack included. */
  static final int MAX_DIGITS = 24 + SLACK;

  private static final long DELETES = 0x7f7f7f7f_7f7f7f7fL;
  private static final long QUOTES = 0x27272727_27272727L;
  private static final long DOUBLE_QUOTES = 0x22222222_22222222L;
  private static final long BACKSLASHES = 0x5c5c5c5c_5c5c5c5cL;

  /** Two digits each, 00 to 99. */
  private static final byte[] PAIRS = new byte[200];

  /** 10^0 to 10^18. */
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private Ascii() {}

  /** The digits of {@code value} in lower case, without leading zeros. */
  static int hex(byte[] b, int at, long value) {
    return hex(b, at, value, 1);
  }

  /** With zeros in front, if it has fewer digits than {@code minDigits}, which is 1 to 16. */
  static int hex(byte[] b, int at, long value, int minDigits) {
    int digits = Math.max(minDigits, 16 - Long.numberOfLeadingZeros(value | 1) / 4);
    long aligned = value << (64 - 4 * digits);
    Words.LONG_BIG.set(b, at, nibbles(aligned >>> 32));
    if (digits > 8) {
      Words.LONG_BIG.set(b, at + 8, nibbles(aligned & 0xffff_ffffL));
    }
    return at + digits;
  }

  /** The eight hexadecimal digits of 32 bits, the highest in the highest byte. */
  private static long nibbles(long bits) {
    long x = bits;
    x = ((x << 16) | x) & 0x0000ffff_0000ffffL;
    x = ((x << 8) | x) & 0x00ff00ff_00ff00ffL;
    x = ((x << 4) | x) & 0x0f0f0f0f_0f0f0f0fL;
    long letters = ((x + 0x06060606_06060606L) >>> 4) & 0x01010101_01010101L;
    return x + 0x30303030_30303030L + letters * ('a' - '0' - 10);
  }

  /** The digits of {@code unsigned}, without leading zeros. */
  static int decimal(byte[] b, int at, long unsigned) {
    if (unsigned < 0) {
      long quotient = Long.divideUnsigned(unsigned, 100);
      return pair(b, decimal(b, at, quotient), (int) (unsigned - quotient * 100));
    }
    int end = at + decimalDigits(unsigned);
    int next = end;
    long rest = unsigned;
    while (rest >= 100) {
      long quotient = rest / 100;
      next -= 2;
      pair(b, next, (int) (rest - quotient * 100));
      rest = quotient;
    }
    if (rest >= 10) {
      pair(b, at, (int) rest);
    } else {
      b[at] = (byte) ('0' + rest);
    }
    return end;
  }

  /** Of a value that is not negative. */
  private static int decimalDigits(long value) {
    // 1233/4096 is a little more than log10(2): as many digits as the power of two below, or one
    // more.
    int guess = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
    return value < POWERS[guess] ? Math.max(1, guess) : guess + 1;
  }

  /** {@code value} from 0 to 99 as two digits. */
  static int pair(byte[] b, int at, int value) {
    b[at] = PAIRS[2 * value];
    b[at + 1] = PAIRS[2 * value + 1];
    return at + 2;
  }

  static int octal(byte[] b, int at, long value) {
    int end = at + Math.max(1, (66 - Long.numberOfLeadingZeros(value)) / 3);
    long rest = value;
    for (int i = end - 1; i >= at; i--) {
      b[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
    return end;
  }

  /**
   * The text from {@code at} to {@code end} becomes at least {@code cells} long, by {@code filler}
   * in front.
   */
  static int padLeft(byte[] b, int at, int end, int cells, char filler) {
    int missing = cells - (end - at);
    if (missing <= 0) {
      return end;
    }
    System.arraycopy(b, at, b, at + missing, end - at);
    Arrays.fill(b, at, at + missing, (byte) filler);
    return end + missing;
  }

  /**
   * The text from {@code at} to {@code end} becomes at least {@code cells} long, by spaces behind.
   */
  static int padRight(byte[] b, int at, int end, int cells) {
    int paddedEnd = Math.max(end, at + cells);
    Arrays.fill(b, end, paddedEnd, (byte) ' ');
    return paddedEnd;
  }

  /** Hexadecimal digits only. */
  static int toUpperCase(byte[] b, int at, int end) {
    for (int i = at; i < end; i++) {
      b[i] = (byte) (b[i] >= 'a' ? b[i] - 'a' + 'A' : b[i]);
    }
    return end;
  }

  /** {@code text} padded for {@link #copy}. */
  static byte[] padded(byte[] text) {
    return Arrays.copyOf(text, text.length + SLACK);
  }

  /** Copies a part of a {@link #padded} text. */
  static int copy(byte[] padded, int from, int to, byte[] b, int at) {
    Words.LONG_BIG.set(b, at, (long) Words.LONG_BIG.get(padded, from));
    // Most parts are short: a loop, which the compiler would unroll, costs more than it saves.
    if (to - from > 8) {
      Words.LONG_BIG.set(b, at + 8, (long) Words.LONG_BIG.get(padded, from + 8));
      if (to - from > 16) {
        return copyLong(padded, from, to, b, at);
      }
    }
    return at + to - from;
  }

  private static int copyLong(byte[] padded, int from, int to, byte[] b, int at) {
    int offset = at - from;
    for (int i = from + 16; i < to; i += 8) {
      Words.LONG_BIG.set(b, offset + i, (long) Words.LONG_BIG.get(padded, i));
    }
    return offset + to;
  }

  /**
   * Copies a text if all of it is printable ASCII other than quotes and backslashes, as almost
   * every text is.
   *
   * @return the index behind the copy, or -1 if the text is not like that
   */
  static int copyPlain(byte[] text, int from, int to, byte[] b, int at) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long eight = (long) Words.LONG_BIG.get(text, i);
      if (!isPlain(eight)) {
        return -1;
      }
      Words.LONG_BIG.set(b, at + i - from, eight);
    }
    for (; i < to; i++) {
      byte c = text[i];
      if (c < ' ' || c == 0x7f || c == '\'' || c == '"' || c == '\\') {
        return -1;
      }
      b[at + i - from] = c;
    }
    return at + to - from;
  }

  private static boolean isPlain(long eight) {
    long control = eight - 0x20202020_20202020L;
    long found =
        control
            | zeros(eight ^ DELETES)
            | zeros(eight ^ QUOTES)
            | zeros(eight ^ DOUBLE_QUOTES)
            | zeros(eight ^ BACKSLASHES);
    return ((eight | found) & 0x80808080_80808080L) == 0;
  }

  /** The highest bit of the lowest byte that is zero, and maybe of bytes above it. */
  private static long zeros(long eight) {
    return (eight - 0x01010101_01010101L) & ~eight;
  }
}
