package io.qtrace.render;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Two digits each, 00 to 99. */
  private static final byte[] PAIRS = new byte[200];

  static {
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
    EIGHT_BYTES.set(b, at, nibbles(aligned >>> 32));
    if (digits > 8) {
      EIGHT_BYTES.set(b, at + 8, nibbles(aligned & 0xffff_ffffL));
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

  private static int decimalDigits(long value) {
    int digits = 1;
    for (long power = 10; value >= power; power *= 10) {
      digits++;
      if (digits == 19) {
        break;
      }
    }
    return digits;
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
    return Arrays.copyOf(text, (text.length + 7) & ~7);
  }

  /** Copies the first {@code length} bytes of a {@link #padded} text. */
  static int copy(byte[] padded, int length, byte[] b, int at) {
    for (int i = 0; i < length; i += 8) {
      EIGHT_BYTES.set(b, at + i, (long) EIGHT_BYTES.get(padded, i));
    }
    return at + length;
  }
}
