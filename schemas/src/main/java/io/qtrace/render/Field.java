package io.qtrace.render;

import io.qtrace.format.CFormat;
import io.qtrace.format.Conversion;
import io.qtrace.format.Flag;
import io.qtrace.format.Measure;
import io.qtrace.raw.RawEvent;

/**
 * A conversion with flags, width or precision, or of a rare type. What C leaves undefined, such as
 * {@code %+p}, is printed as glibc does.
 */
final class Field {

  /** Sign, base prefix and the digits of 64 bits in octal. */
  private static final int MAX_NUMBER = 3 + Ascii.MAX_DIGITS;

  /** A precision that is not given. */
  private static final int ABSENT = -1;

  private static final byte[] NIL = {'(', 'n', 'i', 'l', ')'};

  private final char type;
  private final boolean signed;
  private final boolean real;
  private final boolean left;
  private final boolean zero;
  private final boolean alternate;

  /** In front of a number that is not negative; NUL for nothing. */
  private final char positiveSign;

  /** How many high bits of the argument are not printed. */
  private final int shift;

  private final boolean starWidth;
  private final boolean starPrecision;

  /** Without a star. */
  private final int fixedWidth;

  private final int fixedPrecision;

  Field(Conversion conversion) {
    type = conversion.type();
    signed = conversion.isSigned();
    real = conversion.isReal();
    left = conversion.has(Flag.LEFT);
    zero = conversion.has(Flag.ZERO);
    alternate = (conversion.has(Flag.ALTERNATE) && "xXoeEfFgG".indexOf(type) >= 0) || type == 'p';
    char sign = conversion.has(Flag.PLUS) ? '+' : conversion.has(Flag.SPACE) ? ' ' : '\0';
    positiveSign = signed || real || type == 'p' ? sign : '\0';
    shift = type == 'p' ? 0 : 64 - conversion.length().bits();
    starWidth = conversion.width() instanceof Measure.FromArgument;
    starPrecision = conversion.precision() instanceof Measure.FromArgument;
    fixedWidth = conversion.width() instanceof Measure.Fixed fixed ? fixed.value() : 0;
    fixedPrecision = conversion.precision() instanceof Measure.Fixed fixed ? fixed.value() : ABSENT;
  }

  /** What it prints at most, but for the bytes of a string. */
  int maxBytes() {
    int width = starWidth ? CFormat.MAX_MEASURE : fixedWidth;
    int precision = starPrecision ? CFormat.MAX_MEASURE : fixedPrecision;
    int whole = real ? RealText.MAX_WHOLE_DIGITS : 0;
    return MAX_NUMBER + whole + Math.max(width, Math.max(precision, 6));
  }

  /** Where the arguments end that begin at {@code from} and that it prints. */
  int argumentsTo(RawEvent event, int from) {
    int value = from + (starWidth ? 8 : 0) + (starPrecision ? 8 : 0);
    return value + (type == 's' ? 4 + Arguments.length(event, value) : 8);
  }

  /** Prints the arguments that begin at {@code from}. */
  int print(RawEvent event, int from, byte[] b, int at) {
    int next = from;
    int width = fixedWidth;
    if (starWidth) {
      width = measure(event, next);
      next += 8;
    }
    int precision = fixedPrecision;
    if (starPrecision) {
      precision = Math.max(ABSENT, measure(event, next));
      next += 8;
    }
    boolean leftAligned = left || width < 0;
    int cells = Math.abs(width);
    int end =
        switch (type) {
          case 's' -> string(event, next, precision, b, at);
          case 'c' -> character(Arguments.number(event, next), b, at);
          case 'e', 'E', 'f', 'F', 'g', 'G' ->
              real(
                  Arguments.number(event, next),
                  precision,
                  zero && !leftAligned ? cells : 0,
                  b,
                  at);
          default -> {
            long value = Arguments.number(event, next);
            if (type == 'p' && value == 0) {
              yield nil(b, at);
            }
            int digitsAt = prefix(value, b, at);
            int zeroDigits = zero && !leftAligned ? cells - (digitsAt - at) : 1;
            yield digits(
                value, precision == ABSENT ? Math.max(1, zeroDigits) : precision, b, digitsAt);
          }
        };
    return leftAligned ? Ascii.padRight(b, at, end, cells) : Ascii.padLeft(b, at, end, cells, ' ');
  }

  private static int measure(RawEvent event, int at) {
    int value = (int) Arguments.number(event, at);
    return Math.max(-CFormat.MAX_MEASURE, Math.min(value, CFormat.MAX_MEASURE));
  }

  /** Up to a NUL. */
  private static int string(RawEvent event, int from, int precision, byte[] b, int at) {
    byte[] text = event.arguments;
    int length = Arguments.length(event, from);
    int start = from + 4;
    int end = start + (precision == ABSENT ? length : Math.min(length, precision));
    int next = at;
    for (int i = start; i < end && text[i] != 0; i++) {
      b[next++] = text[i];
    }
    return next;
  }

  private static int character(long value, byte[] b, int at) {
    b[at] = (byte) value;
    return at + 1;
  }

  /** Up to {@code zeroCells} it is filled with zeros behind the sign, if it is a number. */
  private int real(long bits, int precision, int zeroCells, byte[] b, int at) {
    double value = Double.longBitsToDouble(bits);
    int next = at;
    if (bits < 0 || positiveSign != 0) {
      b[next++] = (byte) (bits < 0 ? '-' : positiveSign);
    }
    var text = RealText.of(value, type, precision, alternate);
    int end = next + text.length();
    for (int i = 0; i < text.length(); i++) {
      b[next + i] = (byte) text.charAt(i);
    }
    return Double.isFinite(value) ? Ascii.padLeft(b, next, end, zeroCells - (next - at), '0') : end;
  }

  private static int nil(byte[] b, int at) {
    System.arraycopy(NIL, 0, b, at, NIL.length);
    return at + NIL.length;
  }

  /** Sign and 0x. */
  private int prefix(long argument, byte[] b, int at) {
    int next = at;
    boolean negative = signed && argument << shift < 0;
    if (negative || positiveSign != 0) {
      b[next++] = (byte) (negative ? '-' : positiveSign);
    }
    if (alternate && type != 'o' && argument << shift != 0) {
      b[next++] = '0';
      b[next++] = (byte) (type == 'X' ? 'X' : 'x');
    }
    return next;
  }

  private int digits(long argument, int minDigits, byte[] b, int at) {
    long value = signed ? Math.abs(argument << shift >> shift) : argument << shift >>> shift;
    int end = value == 0 && minDigits == 0 ? at : digits(value, b, at);
    end = Ascii.padLeft(b, at, end, minDigits, '0');
    boolean needsZero = alternate && type == 'o' && (end == at || b[at] != '0');
    return needsZero ? Ascii.padLeft(b, at, end, end - at + 1, '0') : end;
  }

  private int digits(long value, byte[] b, int at) {
    return switch (type) {
      case 'x', 'p' -> Ascii.hex(b, at, value);
      case 'X' -> Ascii.toUpperCase(b, at, Ascii.hex(b, at, value));
      case 'o' -> Ascii.octal(b, at, value);
      default -> Ascii.decimal(b, at, value);
    };
  }
}
