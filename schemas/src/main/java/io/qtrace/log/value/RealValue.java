package io.qtrace.log.value;

import io.qtrace.bytes.Words;
import io.qtrace.log.number.Field;
import io.qtrace.log.number.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A floating-point conversion: e E f F g G. A number is accepted only as printf prints it, but for
 * how many digits of a {@code %g} there are.
 *
 * @param type the conversion in lower case: e, f or g
 * @param isUpper it is a capital
 * @param sign printed in front of a number that is not negative; 0 for none
 * @param precision digits behind the point; {@link #ANY} where an argument says it
 * @param zeroWidth filled with zeros up to so many bytes; 0 for not at all
 * @param hasPoint {@code #}: the point stays even if nothing follows
 */
public record RealValue(
    String argument,
    char type,
    boolean isUpper,
    byte sign,
    int precision,
    int zeroWidth,
    boolean hasPoint,
    Field field,
    boolean isPrecisionArgument)
    implements Value {

  public static final int ANY = -1;

  /** More than any double and any width has. */
  private static final int MAX_BYTES = 5000;

  /** Reads a number into {@code result} and returns the position behind it, or -1. */
  public int read(byte[] b, int at, int lineEnd, Reading result) {
    int end = Math.min(lineEnd, at + MAX_BYTES);
    int from = field.valueFrom(b, at, end);
    int first = from;
    boolean isNegative = first < end && b[first] == '-';
    if (isNegative || (sign != 0 && first < end && b[first] == sign)) {
      first++;
    } else if (sign != 0) {
      return -1;
    }
    int to = isWord(b, first, end) ? first + 3 : numberEnd(b, first, end, result);
    if (to < 0 || (to - from < zeroWidth && Words.isDigit(b[first]))) {
      return -1;
    }
    int fieldEnd = field.end(b, at, from, to, end);
    result.measuredWidth = fieldEnd - at;
    double magnitude = magnitude(b, first, to);
    result.value = Double.doubleToRawLongBits(isNegative ? -magnitude : magnitude);
    return fieldEnd;
  }

  private boolean isWord(byte[] b, int from, int end) {
    return is(b, from, end, "nan") || is(b, from, end, "inf");
  }

  private boolean is(byte[] b, int from, int end, String lower) {
    var word = isUpper ? lower.toUpperCase(Locale.ROOT) : lower;
    return Words.startsWith(b, from, end, word.getBytes(StandardCharsets.US_ASCII));
  }

  private int numberEnd(byte[] b, int from, int end, Reading result) {
    int point = digitsEnd(b, from, type == 'e' ? Math.min(end, from + 1) : end);
    boolean isFilled = zeroWidth > 0 || field.isMeasured();
    if (point == from || (point - from > 1 && b[from] == '0' && !isFilled)) {
      return -1;
    }
    int to = fractionEnd(b, point, end);
    result.measuredPrecision = Math.max(0, to - point - 1);
    if (to < 0 || type == 'f') {
      return to;
    }
    int exponent = exponentEnd(b, to, end);
    return exponent < 0 && type == 'g' ? to : exponent;
  }

  /** Behind the digits behind the point; -1 if there are not as many as there must be. */
  private int fractionEnd(byte[] b, int point, int end) {
    boolean isPoint = point < end && b[point] == '.';
    if (type == 'g' || precision == ANY) {
      return isPoint ? digitsEnd(b, point + 1, end) : point;
    }
    if (precision == 0) {
      return hasPoint && !isPoint ? -1 : hasPoint ? point + 1 : point;
    }
    int to = isPoint ? digitsEnd(b, point + 1, Math.min(end, point + 1 + precision)) : -1;
    return to == point + 1 + precision ? to : -1;
  }

  /** -1 if there is none. */
  private int exponentEnd(byte[] b, int at, int end) {
    boolean isExponent =
        end - at >= 4
            && b[at] == (isUpper ? 'E' : 'e')
            && (b[at + 1] == '+' || b[at + 1] == '-')
            && Words.isDigit(b[at + 2])
            && Words.isDigit(b[at + 3]);
    if (!isExponent) {
      return -1;
    }
    return at + 4 < end && Words.isDigit(b[at + 4]) && b[at + 2] != '0' ? at + 5 : at + 4;
  }

  private static int digitsEnd(byte[] b, int from, int end) {
    int to = from;
    while (to < end && Words.isDigit(b[to])) {
      to++;
    }
    return to;
  }

  private static double magnitude(byte[] b, int from, int to) {
    return switch (b[from]) {
      case 'n', 'N' -> Double.NaN;
      case 'i', 'I' -> Double.POSITIVE_INFINITY;
      default -> Double.parseDouble(new String(b, from, to - from, StandardCharsets.US_ASCII));
    };
  }

  @Override
  public String description() {
    return "a floating-point number for '" + argument + "'";
  }
}
