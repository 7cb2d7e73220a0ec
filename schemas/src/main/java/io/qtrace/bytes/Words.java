package io.qtrace.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of a buffer at a time, as a little-endian word: the first byte is the lowest. */
public final class Words {

  /** A buffer must go on for so many bytes behind a text's end; they are read but do not matter. */
  public static final int SLACK = 32;

  public static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  public static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The other way round: the first byte is the highest. */
  public static final VarHandle LONG_BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The same of four bytes. */
  public static final VarHandle INT_BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private Words() {}

  public static long at(byte[] b, int at) {
    return (long) LONG.get(b, at);
  }

  /**
   * The lowest set bit is the highest bit of the first byte that equals {@code value}; 0 if none
   * does.
   */
  public static long find(long word, int value) {
    long differences = word ^ (ONES * value);
    return (differences - ONES) & ~differences & HIGHS;
  }

  /** The same for the first byte that is a space or a control character. */
  public static long findSeparator(long word) {
    return (word - ONES * (' ' + 1)) & ~word & HIGHS;
  }

  /** Index of the first byte {@code value} in a buffer's range, or {@code to}. */
  public static int indexOf(byte[] b, int from, int to, byte value) {
    int at = from;
    for (; at + 2 * Long.BYTES <= to; at += 2 * Long.BYTES) {
      long first = find(at(b, at), value);
      long second = find(at(b, at + Long.BYTES), value);
      if ((first | second) != 0) {
        return first != 0
            ? at + (Long.numberOfTrailingZeros(first) >>> 3)
            : at + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
      }
    }
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long found = find(at(b, at), value);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && b[at] != value) {
      at++;
    }
    return at;
  }

  /** How many bytes of a buffer's range are {@code value}. */
  public static int count(byte[] b, int from, int to, byte value) {
    int count = 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long differences = at(b, at) ^ (ONES * value);
      long others = ((differences & ~HIGHS) + ~HIGHS) | differences | ~HIGHS;
      count += Long.bitCount(~others);
    }
    for (; at < to; at++) {
      count += b[at] == value ? 1 : 0;
    }
    return count;
  }

  /**
   * Index of the first newline or NUL in a buffer's range, or {@code to}: both end a text in a log.
   */
  public static int textEnd(byte[] b, int from, int to) {
    int at = lowest(b, from, to);
    while (at < to && b[at] != '\n' && b[at] != 0) {
      at = lowest(b, at + 1, to);
    }
    return at;
  }

  /** As {@link #find} for the first byte that is a newline or less than one. */
  private static long findLow(long word) {
    return (word - ONES * ('\n' + 1)) & ~word & HIGHS;
  }

  /** Index of the first byte that is a newline or less than one, or {@code to}. */
  private static int lowest(byte[] b, int from, int to) {
    int at = from;
    for (; at + 2 * Long.BYTES <= to; at += 2 * Long.BYTES) {
      long first = findLow(at(b, at));
      long second = findLow(at(b, at + Long.BYTES));
      if ((first | second) != 0) {
        return first != 0
            ? at + (Long.numberOfTrailingZeros(first) >>> 3)
            : at + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
      }
    }
    while (at < to && (b[at] < 0 || b[at] > '\n')) {
      at++;
    }
    return at;
  }

  /** Index of the first place where {@code text} lies in a buffer's range, or -1. */
  public static int indexOf(byte[] b, int from, int to, byte[] text) {
    int last = to - text.length;
    for (int at = indexOf(b, from, to, text[0]); at <= last; at = indexOf(b, at + 1, to, text[0])) {
      if (startsWith(b, at, to, text)) {
        return at;
      }
    }
    return -1;
  }

  /** Index of the first byte in a buffer's range that is not {@code value}, or {@code to}. */
  public static int indexOfOther(byte[] b, int from, int to, byte value) {
    int at = from;
    while (at < to && b[at] == value) {
      at++;
    }
    return at;
  }

  public static boolean startsWith(byte[] b, int at, int to, byte[] text) {
    if (to - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (b[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Index of the first byte at or behind {@code from} that is not a decimal digit. */
  public static int digitsEnd(byte[] b, int from, int to) {
    int at = from;
    while (at < to && isDigit(b[at])) {
      at++;
    }
    return at;
  }

  /** Value of 1 to 18 decimal digits that are known to be digits. */
  public static long decimal(byte[] b, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = value * 10 + b[at] - '0';
    }
    return value;
  }
}
