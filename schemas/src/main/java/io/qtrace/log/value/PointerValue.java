package io.qtrace.log.value;

import io.qtrace.bytes.Words;
import io.qtrace.log.number.Digits;
import io.qtrace.log.number.Field;
import io.qtrace.log.number.Reading;
import java.nio.charset.StandardCharsets;

/**
 * {@code %p} as C libraries print it: 0x and hexadecimal digits; Windows prints all 8 or 16 digits
 * without 0x. A null pointer is (nil) in glibc, 0x0 in those of macOS and the BSDs, 0 in musl.
 *
 * @param sign what the flags '+' and ' ' put in front of 0x; 0 for nothing
 * @param zeroDigits how many digits there are where the first one is a zero, for a precision or a
 *     zero-padded width; {@link #ANY} where an argument says it
 */
public record PointerValue(
    String argument, Field field, char sign, int zeroDigits, boolean isPrecisionArgument)
    implements Value {

  public static final int ANY = -1;

  private static final byte[] NIL = "(nil)".getBytes(StandardCharsets.US_ASCII);
  private static final int HEX_PREFIX = '0' | 'x' << 8;
  private static final int MAX_DIGITS = 16;

  /** Reads a pointer into {@code result} and returns the position behind it, or -1. */
  public int read(byte[] b, int at, int end, Reading result) {
    if (field.isNone()) {
      return valueEnd(b, at, end, result);
    }
    int from = field.valueFrom(b, at, end);
    if (sign == ' ' && from > at) {
      from--; // the last space is the sign
    }
    int to = valueEnd(b, from, end, result);
    int fieldEnd = to < 0 ? -1 : field.end(b, at, from, to, end);
    result.measuredWidth = fieldEnd - at;
    return fieldEnd;
  }

  private int valueEnd(byte[] b, int from, int end, Reading result) {
    int hex = sign != 0 && from < end && b[from] == sign ? from + 1 : from;
    boolean hasItsSign = sign == 0 || hex > from;
    if (hasItsSign && hex + 1 < end && (Words.at(b, hex) & 0xffff) == HEX_PREFIX) {
      int to = Digits.hexEnd(b, hex + 2, end, result);
      int digits = to - hex - 2;
      return digits < 1 || digits > MAX_DIGITS || !canHave(digits, b[hex + 2]) ? -1 : to;
    }
    int nil = field.isNone() ? from : hex;
    if (Words.startsWith(b, nil, end, NIL)) {
      result.value = 0;
      return nil + NIL.length;
    }
    return hasItsSign ? bareEnd(b, hex, end, result) : -1;
  }

  /** Without 0x: a null pointer of musl, and any of Windows. */
  private static int bareEnd(byte[] b, int from, int end, Reading result) {
    int limit = Math.min(end, from + MAX_DIGITS + 1);
    long value = 0;
    int to = from;
    while (to < limit && Character.digit(b[to], 16) >= 0) {
      value = value << 4 | Character.digit(b[to], 16);
      to++;
    }
    int digits = to - from;
    result.value = value;
    boolean isNull = digits == 1 && value == 0;
    return isNull || digits == MAX_DIGITS || digits == MAX_DIGITS / 2 ? to : -1;
  }

  /** Other zeros in front are not the pointer's: it prints without. */
  private boolean canHave(int digits, byte first) {
    return first != '0' || digits == 1 || zeroDigits == ANY || digits == zeroDigits;
  }

  @Override
  public String description() {
    return "a pointer for '" + argument + "'";
  }
}
