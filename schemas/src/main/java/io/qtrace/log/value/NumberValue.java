package io.qtrace.log.value;

import io.qtrace.log.number.Digits;
import io.qtrace.log.number.Field;
import io.qtrace.log.number.IntegerType;
import io.qtrace.log.number.NumberForm;
import io.qtrace.log.number.Reading;

/**
 * An integer conversion: d i u x X o.
 *
 * @param argument the argument's name
 * @param canShrink what follows may begin with a digit, so that fewer digits than there are may be
 *     the number
 * @param isWidthArgument the width is an argument of its own
 * @param isPrecisionArgument so is the precision
 */
public record NumberValue(
    String argument,
    IntegerType type,
    NumberForm form,
    Field field,
    boolean canShrink,
    boolean isWidthArgument,
    boolean isPrecisionArgument)
    implements Value {

  /**
   * Reads a number into {@code result}.
   *
   * @param most digits to read at most
   * @return the position behind it, or -1
   */
  public int read(byte[] b, int at, int end, int most, Reading result) {
    if (!form.isPlain() || !field.isNone()) {
      return readPadded(b, at, end, most, result);
    }
    boolean isNegative = form.isSigned() && at < end && b[at] == '-';
    int from = isNegative ? at + 1 : at;
    int to = digitsEnd(b, from, end, most, result);
    int digits = to - from;
    int least = form.minDigits();
    if (digits < least || (digits > least && b[from] == '0')) {
      return -1;
    }
    result.digits = digits;
    return store(b, from, to, isNegative, result) ? to : -1;
  }

  private int digitsEnd(byte[] b, int from, int end, int most, Reading result) {
    int limit = Math.min(end, from + most);
    return switch (form.base()) {
      case 16 ->
          form.isUpper()
              ? Digits.upperHexEnd(b, from, limit, result)
              : Digits.hexEnd(b, from, limit, result);
      case 10 -> Digits.decimalEnd(b, from, limit, result);
      default -> Digits.octalEnd(b, from, limit, result);
    };
  }

  private boolean store(byte[] b, int from, int to, boolean isNegative, Reading result) {
    long magnitude = result.value;
    if (to - from >= 16 && Digits.overflow(b, from, to, form.base(), magnitude)) {
      return false;
    }
    boolean isTooLarge = magnitude < 0 && !(isNegative && magnitude == Long.MIN_VALUE);
    if (form.isSigned() && (isTooLarge || (isNegative && magnitude == 0))) {
      return false;
    }
    long printed = isNegative ? -magnitude : magnitude;
    result.value = type.stored(printed);
    return type.prints(result.value, printed);
  }

  private int readPadded(byte[] b, int at, int end, int most, Reading result) {
    int from = field.valueFrom(b, at, end);
    int digitsFrom = from + signLength(b, from, end) + prefixLength(b, from, end);
    int to = digitsEnd(b, digitsFrom, end, most, result);
    boolean isNegative = form.isSigned() && from < end && b[from] == '-';
    if (!isPrinted(b, from, digitsFrom, to)
        || !isSigned(b, from, end)
        || !store(b, digitsFrom, to, isNegative, result)) {
      return -1;
    }
    int fieldEnd = field.end(b, at, from, to, end);
    result.digits = to - digitsFrom;
    result.measuredWidth = fieldEnd - at;
    result.measuredPrecision = to - digitsFrom;
    return fieldEnd;
  }

  private boolean isSigned(byte[] b, int from, int end) {
    return form.sign() == 0 || (from < end && (b[from] == form.sign() || b[from] == '-'));
  }

  private int signLength(byte[] b, int from, int end) {
    boolean isSign =
        form.isSigned()
            && from < end
            && (b[from] == '-' || (form.sign() != 0 && b[from] == form.sign()));
    return isSign ? 1 : 0;
  }

  private int prefixLength(byte[] b, int from, int end) {
    boolean isPrefix =
        form.hasPrefix()
            && form.base() == 16
            && end - from > 2
            && b[from] == '0'
            && b[from + 1] == (form.isUpper() ? 'X' : 'x');
    return isPrefix ? 2 : 0;
  }

  /** Whether printf prints this many digits with that prefix. */
  private boolean isPrinted(byte[] b, int from, int digitsFrom, int to) {
    int least = form.minDigits();
    if (form.countsSign() && least > 1) {
      least = Math.max(1, least - (digitsFrom - from));
    }
    int digits = to - digitsFrom;
    if (digits < least) {
      return false;
    }
    boolean isZero = allZero(b, digitsFrom, to);
    if (form.hasPrefix() && form.base() == 16) {
      boolean hasPrefix = digitsFrom - from == 2;
      return hasPrefix != isZero && isCanonical(b, digitsFrom, digits, least);
    }
    if (form.hasPrefix() && form.base() == 8) {
      boolean isShort = digits <= Math.max(1, least);
      return digits > 0 && b[digitsFrom] == '0' && (isShort || b[digitsFrom + 1] != '0');
    }
    return isCanonical(b, digitsFrom, digits, least);
  }

  private boolean isCanonical(byte[] b, int digitsFrom, int digits, int least) {
    return form.isMeasured() || digits <= Math.max(1, least) || b[digitsFrom] != '0';
  }

  private static boolean allZero(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] != '0') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String description() {
    var kind =
        switch (form.base()) {
          case 16 -> "hexadecimal ";
          case 8 -> "octal ";
          default -> "";
        };
    return "a " + kind + "number for '" + argument + "'";
  }
}
