package io.qtrace.log;

import java.nio.charset.StandardCharsets;

/** {@code %p} as glibc prints it: (nil), or 0x and hexadecimal digits. */
record PointerValue(String argument, Field field, boolean isPrecisionArgument) implements Value {

  private static final byte[] NIL = "(nil)".getBytes(StandardCharsets.US_ASCII);
  private static final int HEX_PREFIX = '0' | 'x' << 8;
  private static final int MAX_DIGITS = 16;

  /** Reads a pointer into {@code result} and returns the position behind it, or -1. */
  int read(byte[] b, int at, int end, Matcher result) {
    if (field.isNone()) {
      return valueEnd(b, at, end, result);
    }
    int from = field.valueFrom(b, at, end);
    int to = valueEnd(b, from, end, result);
    int fieldEnd = to < 0 ? -1 : field.end(b, at, from, to, end);
    result.measuredWidth = fieldEnd - at;
    return fieldEnd;
  }

  private static int valueEnd(byte[] b, int from, int end, Matcher result) {
    if ((Words.at(b, from) & 0xffff) == HEX_PREFIX) {
      int to = Digits.hexEnd(b, from + 2, end, result);
      int digits = to - from - 2;
      return digits < 1 || digits > MAX_DIGITS ? -1 : to;
    }
    result.value = 0;
    return Words.startsWith(b, from, end, NIL) ? from + NIL.length : -1;
  }

  @Override
  public String description() {
    return "a pointer for '" + argument + "'";
  }
}
