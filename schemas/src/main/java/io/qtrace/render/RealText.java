package io.qtrace.render;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * The digits of {@code %e}, {@code %f} and {@code %g}, C11 7.21.6.1, rounded half to even as glibc
 * does. Allocates: these conversions are rare.
 */
final class RealText {

  /** Digits of the largest double in front of the point. */
  static final int MAX_WHOLE_DIGITS = 309;

  private static final int DEFAULT_PRECISION = 6;

  private RealText() {}

  /**
   * A number without its sign.
   *
   * @param type one of e E f F g G
   * @param precision negative if it is not given
   * @param alternate flag {@code #}: the point stays, and so do the zeros of {@code %g}
   */
  static String of(double number, char type, int precision, boolean alternate) {
    double magnitude = Math.abs(number);
    int digits = precision < 0 ? DEFAULT_PRECISION : precision;
    String text;
    if (Double.isNaN(magnitude) || Double.isInfinite(magnitude)) {
      text = Double.isNaN(magnitude) ? "nan" : "inf";
    } else {
      var exact = new BigDecimal(magnitude);
      text =
          switch (Character.toLowerCase(type)) {
            case 'f' -> fixed(exact, digits, alternate);
            case 'e' -> scientific(exact, digits, alternate);
            default -> general(exact, Math.max(1, digits), alternate);
          };
    }
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String fixed(BigDecimal exact, int digits, boolean alternate) {
    var text = exact.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return digits == 0 && alternate ? text + "." : text;
  }

  private static String scientific(BigDecimal exact, int digits, boolean alternate) {
    var rounded = rounded(exact, digits + 1);
    var all = new StringBuilder(rounded.unscaledValue().toString());
    int exponent = exponent(rounded);
    while (all.length() <= digits) {
      all.append('0');
    }
    if (digits > 0 || alternate) {
      all.insert(1, '.');
    }
    int power = Math.abs(exponent);
    return all + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") + power;
  }

  private static String general(BigDecimal exact, int significant, boolean alternate) {
    int exponent = exponent(rounded(exact, significant));
    if (exponent >= -4 && exponent < significant) {
      return trimmed(fixed(exact, significant - 1 - exponent, alternate), alternate);
    }
    var text = scientific(exact, significant - 1, alternate);
    int e = text.indexOf('e');
    return trimmed(text.substring(0, e), alternate) + text.substring(e);
  }

  private static String trimmed(String text, boolean alternate) {
    boolean isWhole = text.indexOf('.') < 0;
    return alternate || isWhole ? text : text.replaceAll("\\.?0*$", "");
  }

  private static BigDecimal rounded(BigDecimal exact, int significant) {
    return exact.signum() == 0
        ? new BigDecimal(BigInteger.ZERO)
        : exact.round(new MathContext(significant, RoundingMode.HALF_EVEN));
  }

  /** Of the first digit, as a power of ten. */
  private static int exponent(BigDecimal rounded) {
    return rounded.precision() - rounded.scale() - 1;
  }
}
