package io.qtrace.log;

import java.nio.charset.StandardCharsets;

/** {@code %p} as glibc prints it: (nil), or 0x and hexadecimal digits. */
record PointerStep(String argument, IntegerType type, Field field) implements Step {

  private static final byte[] NIL = "(nil)".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DIGITS = 16;

  /** Returns the position behind a pointer that it reads into {@code result}, or -1. */
  int read(byte[] b, int at, int end, Matcher result) {
    int from = field.valueFrom(b, at, end);
    int to = valueEnd(b, from, end, result);
    if (to < 0 || field.isNone()) {
      return to;
    }
    int fieldEnd = field.end(b, at, from, to, end);
    result.measuredWidth = fieldEnd - at;
    return fieldEnd;
  }

  private int valueEnd(byte[] b, int from, int end, Matcher result) {
    if (end - from < 3) {
      return -1;
    }
    if (b[from] == '(') {
      result.value = 0;
      return Words.startsWith(b, from, end, NIL) ? from + NIL.length : -1;
    }
    if (b[from] != '0' || b[from + 1] != 'x') {
      return -1;
    }
    int to = Digits.hexEnd(b, from + 2, Math.min(end, from + 2 + MAX_DIGITS), result);
    result.value = type.stored(result.value);
    return to == from + 2 ? -1 : to;
  }

  @Override
  public String description() {
    return "a pointer for '" + argument + "'";
  }
}
