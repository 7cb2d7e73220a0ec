package io.qtrace.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Recursive descent over one format string. */
final class FormatParser {

  private static final String TYPES = "diuxXocsp";

  private final String format;
  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private int next;
  private int arguments;

  FormatParser(String format) {
    this.format = format;
  }

  CFormat parse() {
    while (next < format.length()) {
      if (format.startsWith("%%", next)) {
        literal.append('%');
        next += 2;
      } else if (format.charAt(next) == '%') {
        endLiteral();
        pieces.add(conversion());
      } else {
        literalCharacter();
      }
    }
    endLiteral();
    return new CFormat(pieces, arguments);
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      pieces.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private void literalCharacter() {
    int character = format.codePointAt(next);
    if (character == 0) {
      throw new InvalidFormatException(
          next, next + 1, "a NUL ends the format for C; remove it and what follows");
    }
    if (character >= CFormat.FIRST_BYTE && character < CFormat.FIRST_BYTE + 128) {
      literal.append((char) (character - CFormat.FIRST_BYTE + 128));
    } else {
      var utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
      literal.append(new String(utf8, StandardCharsets.ISO_8859_1));
    }
    next += Character.charCount(character);
  }

  private Conversion conversion() {
    int from = next++;
    var flags = flags();
    var width = measure(from, "width");
    Measure precision = new Measure.Absent();
    if (peek() == '.') {
      next++;
      var given = measure(from, "precision");
      precision = given instanceof Measure.Absent ? new Measure.Fixed(0) : given;
    }
    var length = length();
    char type = type(from, length);
    return new Conversion(from, next, flags, width, precision, length, type, arguments++);
  }

  private Set<Flag> flags() {
    var flags = EnumSet.noneOf(Flag.class);
    for (; ; next++) {
      char c = peek();
      var flag = List.of(Flag.values()).stream().filter(f -> f.symbol == c).findFirst();
      if (flag.isEmpty()) {
        return flags;
      }
      flags.add(flag.get());
    }
  }

  private Measure measure(int from, String what) {
    if (peek() == '*') {
      next++;
      return new Measure.FromArgument(arguments++);
    }
    int start = next;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(value * 10 + peek() - '0', CFormat.MAX_MEASURE + 1);
      next++;
    }
    if (value > CFormat.MAX_MEASURE) {
      throw new InvalidFormatException(
          from,
          next,
          "%s %s is too large; at most %d are printed"
              .formatted(what, format.substring(start, next), CFormat.MAX_MEASURE));
    }
    return next == start ? new Measure.Absent() : new Measure.Fixed(value);
  }

  private Length length() {
    var found = Length.INT;
    for (var candidate : Length.values()) {
      boolean isLonger = candidate.text().length() > found.text().length();
      found = isLonger && format.startsWith(candidate.text(), next) ? candidate : found;
    }
    next += found.text().length();
    return found;
  }

  private char type(int from, Length length) {
    if (next == format.length()) {
      throw new InvalidFormatException(
          from,
          next,
          "the format ends inside the conversion '%s'; write '%%%%' for a percent sign"
              .formatted(format.substring(from)));
    }
    char type = format.charAt(next++);
    if (TYPES.indexOf(type) < 0) {
      throw new InvalidFormatException(next - 1, next, unknown(from));
    }
    if (length != Length.INT && "csp".indexOf(type) >= 0) {
      throw new InvalidFormatException(
          from,
          next,
          "'%s' takes no length modifier; write '%%%c'"
              .formatted(format.substring(from, next), type));
    }
    return type;
  }

  private String unknown(int from) {
    return "unknown conversion '%s'; use d i u x X o c s p, or '%%%%' for a percent sign"
        .formatted(format.substring(from, next));
  }

  /** NUL at the end. */
  private char peek() {
    return next < format.length() ? format.charAt(next) : '\0';
  }
}
