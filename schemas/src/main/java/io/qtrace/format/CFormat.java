package io.qtrace.format;

import java.util.List;

/**
 * A printf format, parsed.
 *
 * <p>The text is what C sees: PRI macros expanded, adjacent literals joined, escapes resolved. Its
 * characters stand for their UTF-8 bytes, but U+EF80 to U+EFFF stand for the single bytes 0x80 to
 * 0xff: this is how an escape such as {@code \xe9} gets into a Java string without being mistaken
 * for the letter U+00E9.
 *
 * @param pieces in the order of the text
 * @param arguments how many arguments the format takes
 */
public record CFormat(List<Piece> pieces, int arguments) {

  /**
   * The widest field; what C11 7.21.6.1 demands of a printf. It bounds the output: a format beyond
   * it is refused, a {@code *} beyond it is cut down to it.
   */
  public static final int MAX_MEASURE = 4095;

  /** First of the 128 characters that stand for the bytes 0x80 to 0xff. */
  public static final char FIRST_BYTE = '\uef80';

  public CFormat {
    pieces = List.copyOf(pieces);
  }

  /**
   * @throws InvalidFormatException if a conversion is not one of d i u x X o e E f F g G c s p m %
   *     or is malformed
   */
  public static CFormat parse(String format) {
    return new FormatParser(format).parse();
  }

  public List<Conversion> conversions() {
    return pieces.stream()
        .filter(Conversion.class::isInstance)
        .map(Conversion.class::cast)
        .toList();
  }

  /**
   * The format that prints an address where this one prints the bytes behind it: {@code %p} for
   * {@code %s}. A record has the address alone.
   *
   * @param kinds of the arguments, which this format can print
   */
  public CFormat ofAddresses(List<ArgumentKind> kinds) {
    if (!kinds.contains(ArgumentKind.BYTES)) {
      return this;
    }
    return new CFormat(pieces.stream().map(piece -> ofAddress(piece, kinds)).toList(), arguments);
  }

  private static Piece ofAddress(Piece piece, List<ArgumentKind> kinds) {
    boolean isBytes =
        piece instanceof Conversion text
            && text.type() == 's'
            && kinds.get(text.argument()) == ArgumentKind.BYTES;
    return isBytes ? ((Conversion) piece).asPointer() : piece;
  }

  /**
   * Checks that the format can print arguments of these kinds. Arguments that it does not take are
   * fine, as in C.
   *
   * @throws InvalidFormatException naming the first conversion that cannot be printed
   */
  public void requirePrints(List<ArgumentKind> kinds) {
    for (var piece : pieces) {
      if (piece instanceof Conversion conversion) {
        ArgumentCheck.check(conversion, kinds);
      }
    }
  }
}
