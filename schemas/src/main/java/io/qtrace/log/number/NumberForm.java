package io.qtrace.log.number;

/**
 * What the digits of an integer conversion look like. A number is accepted only as printf prints
 * it: no zero in front but to fill up {@code minDigits}.
 *
 * @param base 8, 10 or 16
 * @param isUpper hexadecimal digits above 9 are capital
 * @param isSigned printed with a minus when negative
 * @param sign printed in front of a number that is not negative; 0 for none
 * @param hasPrefix {@code #}: 0x in front of a hexadecimal number other than 0, a 0 in front of an
 *     octal one
 * @param minDigits least digits, from precision or zero padding
 * @param maxDigits what the type can need, not less than {@code minDigits}
 * @param countsSign zero padding: sign and prefix count as digits
 * @param isMeasured the digits printed are an argument of their own: any number of zeros is in
 *     order
 */
public record NumberForm(
    int base,
    boolean isUpper,
    boolean isSigned,
    byte sign,
    boolean hasPrefix,
    int minDigits,
    int maxDigits,
    boolean countsSign,
    boolean isMeasured) {

  /** Nothing but digits and a minus. */
  public boolean isPlain() {
    return sign == 0 && !hasPrefix && !isMeasured && !(countsSign && isSigned) && minDigits > 0;
  }

  /** Whether a byte may be a digit of the number. */
  public boolean isDigit(byte c) {
    boolean isOfOtherCase = isUpper ? c >= 'a' : c >= 'A' && c <= 'F';
    return Character.digit(c, base) >= 0 && !isOfOtherCase;
  }
}
