package io.qtrace.render;

import io.qtrace.format.CFormat;
import io.qtrace.format.Conversion;
import io.qtrace.format.ErrorText;
import io.qtrace.format.Flag;
import io.qtrace.format.Literal;
import io.qtrace.format.Measure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text and the conversion that follows it. Everything common has a kind of its own, the rest is a
 * {@link Field}.
 */
final class TextStep {

  /** More than 64 bits have, and more than {@link Ascii#hex} writes. */
  private static final int TOO_MANY_DIGITS = 17;

  enum Kind {
    /** Lower case, at least {@link #minDigits}. */
    HEX,
    UNSIGNED,
    SIGNED,
    POINTER,
    STRING,
    FIELD,
    /** No conversion: the end of the line. */
    END
  }

  /** {@link Ascii#padded}. */
  final byte[] literal;

  final int literalLength;
  final Kind kind;

  /** Of {@link Kind#HEX}: 1 to 16. */
  final int minDigits;

  /** How many high bits of the argument are not printed. */
  private final int shift;

  private final @Nullable Field field;

  private TextStep(String literal, Kind kind, @Nullable Conversion conversion) {
    var bytes = literal.getBytes(StandardCharsets.ISO_8859_1);
    this.literal = Ascii.padded(bytes);
    this.literalLength = bytes.length;
    this.kind = kind;
    this.minDigits = kind == Kind.HEX && conversion != null ? minDigits(conversion) : 1;
    this.shift = conversion == null ? 0 : 64 - conversion.length().bits();
    this.field = kind == Kind.FIELD && conversion != null ? new Field(conversion) : null;
  }

  static TextStep[] compile(String prefix, CFormat format) {
    var steps = new ArrayList<TextStep>();
    // Names and literals alike: one character for each byte.
    var text = new String(prefix.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    for (var piece : format.pieces()) {
      if (piece instanceof Conversion conversion) {
        steps.add(new TextStep(text, kind(conversion), conversion));
        text = "";
      } else if (piece instanceof Literal literal) {
        text += literal.text();
      } else if (piece instanceof ErrorText) {
        text += "%m"; // No record has errno.
      }
    }
    steps.add(new TextStep(text, Kind.END, null));
    return steps.toArray(TextStep[]::new);
  }

  private static Kind kind(Conversion conversion) {
    if (conversion.type() == 'x' && minDigits(conversion) > 0) {
      return Kind.HEX;
    }
    boolean isPlain =
        conversion.flags().isEmpty()
            && conversion.width() instanceof Measure.Absent
            && conversion.precision() instanceof Measure.Absent;
    if (!isPlain) {
      return Kind.FIELD;
    }
    return switch (conversion.type()) {
      case 'd', 'i' -> Kind.SIGNED;
      case 'u' -> Kind.UNSIGNED;
      case 'p' -> Kind.POINTER;
      case 's' -> Kind.STRING;
      default -> Kind.FIELD;
    };
  }

  /**
   * Of %x, %08x, %.8x, %8.8x: 1 to 16; 0 if there is more to the conversion than zeros in front.
   */
  private static int minDigits(Conversion conversion) {
    boolean zeros = conversion.flags().equals(Set.of(Flag.ZERO));
    if (!conversion.flags().isEmpty() && !zeros) {
      return 0;
    }
    int width = digits(conversion.width());
    int precision = digits(conversion.precision());
    int digits = precision >= width ? precision : 0;
    if (conversion.precision() instanceof Measure.Absent) {
      digits = zeros || width <= 1 ? Math.max(1, width) : 0;
    }
    return digits < TOO_MANY_DIGITS ? digits : 0;
  }

  private static int digits(Measure measure) {
    if (measure instanceof Measure.Absent) {
      return 0;
    }
    return measure instanceof Measure.Fixed fixed
        ? Math.min(fixed.value(), TOO_MANY_DIGITS)
        : TOO_MANY_DIGITS;
  }

  long unsigned(long value) {
    return value << shift >>> shift;
  }

  long signed(long value) {
    return value << shift >> shift;
  }

  /** Of {@link Kind#FIELD} only. */
  Field field() {
    return Objects.requireNonNull(field);
  }

  /** What it prints at most, but for the bytes of a string. */
  int maxBytes() {
    return literalLength + (field == null ? Ascii.MAX_DIGITS : field.maxBytes());
  }
}
