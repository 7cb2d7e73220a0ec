package io.qtrace.format;

import java.util.List;

/** Whether an event's arguments can be printed by a conversion. */
final class ArgumentCheck {

  private ArgumentCheck() {}

  static void check(Conversion conversion, List<ArgumentKind> kinds) {
    checkMeasure(conversion, conversion.width(), kinds);
    checkMeasure(conversion, conversion.precision(), kinds);
    var printed = kind(conversion, conversion.argument(), kinds);
    boolean isText = printed == ArgumentKind.STRING;
    checkReal(conversion, kinds);
    boolean wantsText = conversion.type() == 's';
    if (wantsText && !isText && printed != ArgumentKind.BYTES) {
      throw error(
          conversion,
          "'%%s' prints argument %d, which is not a string; declare it as 'const char *' or use another conversion"
              .formatted(conversion.argument() + 1));
    }
    if (isText && !wantsText) {
      throw error(
          conversion,
          "'%%%c' prints argument %d, which is a string; use '%%s'"
              .formatted(conversion.type(), conversion.argument() + 1));
    }
  }

  private static void checkReal(Conversion conversion, List<ArgumentKind> kinds) {
    boolean isReal = kind(conversion, conversion.argument(), kinds) == ArgumentKind.REAL;
    if (isReal && !conversion.isReal()) {
      throw error(
          conversion,
          "'%%%c' prints argument %d, which is a floating-point number; use '%%g'"
              .formatted(conversion.type(), conversion.argument() + 1));
    }
    if (!isReal && conversion.isReal()) {
      throw error(
          conversion,
          "'%%%c' prints argument %d, which is not a floating-point number; declare it as 'double' or use another conversion"
              .formatted(conversion.type(), conversion.argument() + 1));
    }
  }

  private static void checkMeasure(
      Conversion conversion, Measure measure, List<ArgumentKind> kinds) {
    if (measure instanceof Measure.FromArgument star
        && kind(conversion, star.argument(), kinds) != ArgumentKind.INTEGER) {
      throw error(
          conversion,
          "'*' takes argument %d, which is not an integer; give a width in the format"
              .formatted(star.argument() + 1));
    }
  }

  private static ArgumentKind kind(Conversion conversion, int argument, List<ArgumentKind> kinds) {
    if (argument < kinds.size()) {
      return kinds.get(argument);
    }
    throw error(
        conversion,
        "the format takes argument %d but the event has %d; add the argument or remove the conversion"
            .formatted(argument + 1, kinds.size()));
  }

  private static InvalidFormatException error(Conversion conversion, String message) {
    return new InvalidFormatException(conversion.from(), conversion.to(), message);
  }
}
