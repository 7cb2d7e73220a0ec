package io.qtrace.log.value;

import io.qtrace.bytes.Words;
import io.qtrace.log.number.Digits;
import io.qtrace.log.number.Reading;

/**
 * {@code %d} or {@code %u} without anything special, for types that print as what they are.
 *
 * @param least number that the type has
 * @param most number that the type has, if that is below 10^7; {@code Long.MAX_VALUE} otherwise
 * @param mask takes an unsigned type's bits out of a number printed as signed
 * @param general reads numbers of eight and more digits
 */
public record DecimalValue(boolean isSigned, long least, long most, long mask, NumberValue general)
    implements Value {

  /** Reads a number into {@code result} and returns the position behind it, or -1. */
  public int read(byte[] b, int at, int end, Reading result) {
    boolean isNegative = isSigned && b[at] == '-';
    int from = isNegative ? at + 1 : at;
    long word = Words.at(b, from);
    int digits = Digits.decimals(word);
    int to = from + digits;
    if (digits == Long.BYTES || digits == 0 || to > end) {
      return readAny(b, at, end, result);
    }
    long number = Digits.decimal(word, digits);
    boolean isCanonical = (byte) word != '0' || (digits == 1 && !isNegative);
    number = isNegative ? -number : number;
    result.value = number & mask;
    return isCanonical && number >= least && number <= most ? to : -1;
  }

  private int readAny(byte[] b, int at, int end, Reading result) {
    return general.read(b, at, end, general.form().maxDigits(), result);
  }

  @Override
  public String description() {
    return general.description();
  }
}
