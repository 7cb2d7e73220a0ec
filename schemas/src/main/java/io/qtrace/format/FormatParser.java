package io.qtrace.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Recursive descent over one format string. */
final class FormatParser {

  private static final String TYPES = "diuxXoeEfFgGcspm";
  private static final Set<Flag> NO_FLAGS = Set.of();
  private static final Measure ABSENT = new Measure.Absent();

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
      if (format.charAt(next) != '%') {
        literalCharacter();
      } else if (format.startsWith("%%", next)) {
        literal.append('%');
        next += 2;
      } else {
        endLiteral();
        pieces.add(conversion());
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
    char c = format.charAt(next);
    if (c == 0) {
      throw new InvalidFormatException(
          next, next + 1, "a NUL ends the format for C; remove it and what follows");
    }
    if (c < 128) {
      literal.append(c);
      next++;
    } else if (c >= CFormat.FIRST_BYTE && c < CFormat.FIRST_BYTE + 128) {
      literal.append((char) (c - CFormat.FIRST_BYTE + 128));
      next++;
    } else {
      var character = Character.toString(format.codePointAt(next));
      literal.append(
          new String(character.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
      next += character.length();
    }
  }

  private Piece conversion() {
    int from = next++;
    var flags = flags();
    var width = measure(from, "width");
    Measure precision = ABSENT;
    if (peek() == '.') {
      next++;
      var given = measure(from, "precision");
      precision = given instanceof Measure.Absent ? new Measure.Fixed(0) : given;
    }
    var length = length();
    char type = type(from, length);
    if (type == 'm') {
      return errorText(from);
    }
    return new Conversion(from, next, flags, width, precision, length, type, arguments++);
  }

  private ErrorText errorText(int from) {
    if (next != from + "%m".length()) {
      throw new InvalidFormatException(
          from,
          next,
          "'%s' has a width or the like; write '%%m'".formatted(format.substring(from, next)));
    }
    return new ErrorText();
  }

  private Set<Flag> flags() {
    var flags = NO_FLAGS;
    for (var flag = Flag.of(peek()); flag != null; flag = Flag.of(peek())) {
      flags = flags.isEmpty() ? EnumSet.of(flag) : flags;
      flags.add(flag);
      next++;
    }
    return flags;
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
    return next == start ? ABSENT : new Measure.Fixed(value);
  }

  private Length length() {
    char first = peek();
    if ("hlztjL".indexOf(first) < 0) {
      return Length.INT;
    }
    next++;
    boolean isTwice = peek() == first && (first == 'h' || first == 'l');
    next += isTwice ? 1 : 0;
    return Length.of(first, isTwice);
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
    boolean isPlain = length == Length.INT || (length == Length.L && "eEfFgG".indexOf(type) >= 0);
    if (!isPlain && "diuxXo".indexOf(type) < 0) {
      throw new InvalidFormatException(
          from,
          next,
          "'%s' takes no length modifier; write '%%%c'"
              .formatted(format.substring(from, next), type));
    }
    return type;
  }

  private String unknown(int from) {
    return "unknown conversion '%s'; use d i u x X o e f g c s p m, or '%%%%' for a percent sign"
        .formatted(format.substring(from, next));
  }

  /** NUL at the end. */
  private char peek() {
    return next < format.length() ? format.charAt(next) : '\0';
  }
}
