package io.qtrace.log.value;

import io.qtrace.log.number.Digits;
import io.qtrace.log.number.Reading;

/**
 * {@code %x} without anything special, for types of which every printed number fits: the number of
 * digits is all there is to check.
 *
 * @param minDigits at least 1
 * @param maxDigits at most 16
 * @param signBits how far the number is shifted up and down again to extend its sign; 0 for
 *     unsigned types
 */
public record HexValue(String argument, int minDigits, int maxDigits, int signBits)
    implements Value {

  /** Reads a number into {@code result} and returns the position behind it, or -1. */
  public int read(byte[] b, int at, int end, Reading result) {
    int to = Digits.hexEnd(b, at, end, result);
    int digits = to - at;
    if (digits < minDigits || digits > maxDigits || (digits > minDigits && b[at] == '0')) {
      return -1;
    }
    result.value = result.value << signBits >> signBits;
    return to;
  }

  @Override
  public String description() {
    return "a hexadecimal number for '" + argument + "'";
  }
}
