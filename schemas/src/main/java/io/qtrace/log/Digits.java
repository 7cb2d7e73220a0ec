package io.qtrace.log;

import java.util.Arrays;

/** Digits of base 8, 10 and 16 in a buffer. */
final class Digits {

  static final byte[] LOWER = table("0123456789abcdef");
  static final byte[] UPPER = table("0123456789ABCDEF");

  /** 10^19, the least number of twenty digits, as an unsigned long. */
  private static final long TWENTY_DIGITS = 0x8ac7230489e80000L;

  private Digits() {}

  private static byte[] table(String digits) {
    byte[] table = new byte[256];
    Arrays.fill(table, (byte) -1);
    for (int value = 0; value < digits.length(); value++) {
      table[digits.charAt(value)] = (byte) value;
    }
    return table;
  }

  static byte[] tableOf(NumberForm form) {
    return form.isUpper() ? UPPER : LOWER;
  }

  static boolean isDigit(NumberForm form, byte c) {
    int value = tableOf(form)[c & 0xff];
    return value >= 0 && value < form.base();
  }

  static int decimalEnd(byte[] b, int from, int limit, Matcher result) {
    long value = 0;
    int at = from;
    for (; at < limit; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
    }
    result.value = value;
    return at;
  }

  static int hexEnd(byte[] b, int from, int limit, byte[] table, Matcher result) {
    long value = 0;
    int at = from;
    for (; at < limit; at++) {
      int digit = table[b[at] & 0xff];
      if (digit < 0) {
        break;
      }
      value = value << 4 | digit;
    }
    result.value = value;
    return at;
  }

  static int octalEnd(byte[] b, int from, int limit, Matcher result) {
    long value = 0;
    int at = from;
    for (; at < limit && b[at] >= '0' && b[at] <= '7'; at++) {
      value = value << 3 | (b[at] - '0');
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
