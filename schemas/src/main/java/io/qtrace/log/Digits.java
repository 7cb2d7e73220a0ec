package io.qtrace.log;

/**
 * Digits of base 8, 10 and 16 in a buffer, eight at a time. Positions must have {@link
 * Matcher#SLACK} bytes of the buffer behind them.
 */
final class Digits {

  private static final long HIGHS = 0x8080808080808080L;
  private static final long LOWS = 0x7f7f7f7f7f7f7f7fL;
  private static final long ONES = 0x0101010101010101L;
  private static final long NIBBLES = 0x0f0f0f0f0f0f0f0fL;

  /** 10^19, the least number of twenty digits, as an unsigned long. */
  private static final long TWENTY_DIGITS = 0x8ac7230489e80000L;

  private Digits() {}

  /**
   * The high bits of those bytes of a word that are from {@code least} to {@code most}, both below
   * 0x80.
   */
  private static long between(long word, int least, int most) {
    long low = word & LOWS;
    return (low + ONES * (0x80 - least)) & ~(low + ONES * (0x7f - most)) & ~word & HIGHS;
  }

  /**
   * How many bytes of a word come before the first one whose high bit is clear in {@code marks}.
   */
  private static int leading(long marks) {
    return Long.numberOfTrailingZeros(marks ^ HIGHS) >>> 3;
  }

  /** The first bytes of a word, at least one, with zeros in front of them. */
  private static long first(int count, long word) {
    return word << (Long.SIZE - Byte.SIZE * count);
  }

  /**
   * Reads lower-case hexadecimal digits into {@code result} and returns the position behind them.
   */
  static int hexEnd(byte[] b, int from, int end, Matcher result) {
    long value = 0;
    int at = from;
    while (at < end) {
      long word = Words.at(b, at);
      int count = leading(between(word, '0', '9') | between(word, 'a', 'f'));
      if (count > end - at) {
        count = end - at;
      }
      if (count < Long.BYTES) {
        result.value = count == 0 ? value : (value << (4 * count)) | hex(first(count, word));
        return at + count;
      }
      value = (value << 32) | hex(word);
      at += Long.BYTES;
    }
    result.value = value;
    return at;
  }

  /** The value of eight hexadecimal digits of either case; a byte of 0 is a digit 0. */
  private static long hex(long word) {
    long digits = (word & NIBBLES) + 9 * ((word >>> 6) & ONES);
    long value = Long.reverseBytes(digits);
    value = (value | (value >>> 4)) & 0x00ff00ff00ff00ffL;
    value = (value | (value >>> 8)) & 0x0000ffff0000ffffL;
    return (value | (value >>> 16)) & 0xffffffffL;
  }

  static int upperHexEnd(byte[] b, int from, int end, Matcher result) {
    long value = 0;
    int at = from;
    for (; at < end && Character.digit(b[at], 16) >= 0 && b[at] < 'a'; at++) {
      value = (value << 4) | Character.digit(b[at], 16);
    }
    result.value = value;
    return at;
  }

  /** How many decimal digits a word begins with. */
  static int decimals(long word) {
    return leading(between(word, '0', '9'));
  }

  /** The value of the first bytes of a word, at least one, which are decimal digits. */
  static long decimal(long word, int count) {
    return eightDigits(first(count, word));
  }

  static int decimalEnd(byte[] b, int from, int end, Matcher result) {
    long value = 0;
    int at = from;
    for (; at < end && Words.isDigit(b[at]); at++) {
      value = value * 10 + b[at] - '0';
    }
    result.value = value;
    return at;
  }

  /** The value of eight decimal digits; a byte of 0 is a digit 0. */
  private static long eightDigits(long word) {
    long digits = word & NIBBLES;
    long pairs = digits * 10 + (digits >>> 8);
    return ((pairs & 0x000000ff000000ffL) * 0x000f424000000064L
            + ((pairs >>> 16) & 0x000000ff000000ffL) * 0x0000271000000001L)
        >>> 32;
  }

  /** The value of a word of eight decimal digits; -1 if one of the bytes is not a digit. */
  static long checkedEightDigits(long word) {
    return between(word, '0', '9') == HIGHS ? eightDigits(word) : -1;
  }

  static int octalEnd(byte[] b, int from, int end, Matcher result) {
    long value = 0;
    int at = from;
    for (; at < end && b[at] >= '0' && b[at] <= '7'; at++) {
      value = (value << 3) | (b[at] - '0');
    }
    result.value = value;
    return at;
  }

  /** Whether digits need more than 64 bits; {@code value} is what reading them gave. */
  static boolean overflow(byte[] b, int from, int to, int base, long value) {
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
