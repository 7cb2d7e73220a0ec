package io.qtrace.log.number;

import io.qtrace.bytes.Words;

/**
 * Digits of base 8, 10 and 16 in a buffer, eight at a time. Positions must have {@link Words#SLACK}
 * bytes of the buffer behind them.
 */
public final class Digits {

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LOWS = 0x7f * ONES;
  private static final long NIBBLES = 0x0f * ONES;
  private static final long ZEROS = '0' * ONES;

  /** 10^19, the least number of twenty digits, as an unsigned long. */
  private static final long TWENTY_DIGITS = 0x8ac7230489e80000L;

  private Digits() {}

  /**
   * High bits, the lowest of which is that of the first byte that is no decimal digit; those behind
   * it mean nothing.
   *
   * @param values a word whose digits '0' to '9' have become 0 to 9
   */
  private static long nonDecimals(long values) {
    return ((values + (0x80 - 10) * ONES) | values) & HIGHS;
  }

  /** The same for lower-case hexadecimal digits. */
  private static long nonHexadecimals(long word) {
    long low = word & LOWS;
    long letters = (low + (0x80 - 'a') * ONES) & ~(low + (0x7f - 'f') * ONES);
    long decimals = ~((word ^ ZEROS) + (0x80 - 10) * ONES);
    return (~(letters | decimals) | word) & HIGHS;
  }

  /** How many bytes come before the lowest high bit. */
  private static int leading(long highs) {
    return Long.numberOfTrailingZeros(highs) >>> 3;
  }

  /** The first bytes of a word, at most seven, with zeros in front of them. */
  private static long first(int count, long word) {
    return word << Byte.SIZE << (Long.SIZE - Byte.SIZE - Byte.SIZE * count);
  }

  /**
   * Reads lower-case hexadecimal digits into {@code result} and returns the position behind them.
   */
  public static int hexEnd(byte[] b, int from, int end, Reading result) {
    long word = Words.at(b, from);
    int count = leading(nonHexadecimals(word));
    if (count == Long.BYTES) {
      return longHexEnd(b, from, end, result);
    }
    if (from + count > end) {
      return anyHexEnd(b, from, end, result);
    }
    result.value = hex(first(count, word));
    return from + count;
  }

  /** The same for numbers of eight and more digits; 16 and more are rare. */
  private static int longHexEnd(byte[] b, int from, int end, Reading result) {
    long next = Words.at(b, from + Long.BYTES);
    int count = leading(nonHexadecimals(next));
    int to = from + Long.BYTES + count;
    if (count == Long.BYTES || to > end) {
      return anyHexEnd(b, from, end, result);
    }
    result.value = (hex(Words.at(b, from)) << (4 * count)) | hex(first(count, next));
    return to;
  }

  private static int anyHexEnd(byte[] b, int from, int end, Reading result) {
    long value = 0;
    int at = from;
    int count = Long.BYTES;
    for (; at < end && count == Long.BYTES; at += count) {
      long word = Words.at(b, at);
      count = Math.min(leading(nonHexadecimals(word)), end - at);
      value =
          count == Long.BYTES
              ? (value << Integer.SIZE) | hex(word)
              : (value << (4 * count)) | hex(first(count, word));
    }
    result.value = value;
    return at;
  }

  /** The value of eight hexadecimal digits of either case; a byte of 0 is a digit 0. */
  private static long hex(long word) {
    long digits = (word & NIBBLES) + 9 * ((word >>> 6) & ONES);
    long pairs = (digits << 4) + (digits >>> 8);
    return ((pairs & 0x000000ff000000ffL) * 0x0100000000000100L
            + ((pairs >>> 16) & 0x000000ff000000ffL) * 0x0001000000000001L)
        >>> 32;
  }

  public static int upperHexEnd(byte[] b, int from, int end, Reading result) {
    long value = 0;
    int at = from;
    for (; at < end && Character.digit(b[at], 16) >= 0 && b[at] < 'a'; at++) {
      value = (value << 4) | Character.digit(b[at], 16);
    }
    result.value = value;
    return at;
  }

  /** How many decimal digits a word begins with. */
  public static int decimals(long word) {
    return leading(nonDecimals(word ^ ZEROS));
  }

  /** The value of the first bytes of a word, at most seven, which are decimal digits. */
  public static long decimal(long word, int count) {
    return eightDigits(first(count, word ^ ZEROS));
  }

  public static int decimalEnd(byte[] b, int from, int end, Reading result) {
    long value = 0;
    int at = from;
    for (; at < end && Words.isDigit(b[at]); at++) {
      value = value * 10 + b[at] - '0';
    }
    result.value = value;
    return at;
  }

  /** The value of eight bytes that are decimal digits, as 0 to 9. */
  private static long eightDigits(long digits) {
    long pairs = digits * 10 + (digits >>> 8);
    return ((pairs & 0x000000ff000000ffL) * 0x000f424000000064L
            + ((pairs >>> 16) & 0x000000ff000000ffL) * 0x0000271000000001L)
        >>> 32;
  }

  /** The value of a word of eight decimal digits; -1 if one of the bytes is not a digit. */
  public static long checkedEightDigits(long word) {
    long digits = word ^ ZEROS;
    return nonDecimals(digits) == 0 ? eightDigits(digits) : -1;
  }

  public static int octalEnd(byte[] b, int from, int end, Reading result) {
    long value = 0;
    int at = from;
    for (; at < end && b[at] >= '0' && b[at] <= '7'; at++) {
      value = (value << 3) | (b[at] - '0');
    }
    result.value = value;
    return at;
  }

  /** Whether digits need more than 64 bits; {@code value} is what reading them gave. */
  public static boolean overflow(byte[] b, int from, int to, int base, long value) {
    int first = from;
    while (first < to && b[first] == '0') {
      first++;
    }
    int count = to - first;
    return switch (base) {
      case 16 -> count > 16;
      case 8 -> count > 22 || (count == 22 && b[first] != '1');
      default ->
          count > 20
              || (count == 20
                  && (b[first] != '1' || Long.compareUnsigned(value, TWENTY_DIGITS) < 0));
    };
  }
}
