package io.qtrace.log.pattern;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.format.CFormat;
import io.qtrace.format.Conversion;
import io.qtrace.format.ErrorText;
import io.qtrace.format.Flag;
import io.qtrace.format.Literal;
import io.qtrace.format.Measure;
import io.qtrace.format.Piece;
import io.qtrace.log.number.Field;
import io.qtrace.log.number.IntegerType;
import io.qtrace.log.number.NumberForm;
import io.qtrace.log.value.CharacterValue;
import io.qtrace.log.value.DecimalValue;
import io.qtrace.log.value.HexValue;
import io.qtrace.log.value.LineEnd;
import io.qtrace.log.value.MoreText;
import io.qtrace.log.value.NumberValue;
import io.qtrace.log.value.PointerValue;
import io.qtrace.log.value.RealValue;
import io.qtrace.log.value.Step;
import io.qtrace.log.value.StringValue;
import io.qtrace.log.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Turns an event's format into a pattern. */
final class PatternCompiler {

  private static final MoreText MORE = new MoreText();

  private final List<Argument> arguments;
  private final List<Piece> pieces;
  private final List<Step> steps = new ArrayList<>();

  private final boolean isOfSeveralLines;
  private final boolean endsWithNewline;

  private PatternCompiler(List<Argument> arguments, List<Piece> printed) {
    this.arguments = arguments;
    pieces = withoutLastNewline(printed);
    isOfSeveralLines = pieces.stream().anyMatch(p -> p instanceof Literal text && hasNewline(text));
    endsWithNewline = !pieces.equals(printed);
  }

  private static boolean hasNewline(Literal literal) {
    return literal.text().indexOf('\n') >= 0;
  }

  private static List<Piece> withoutLastNewline(List<Piece> pieces) {
    int last = pieces.size() - 1;
    if (last < 0 || !(pieces.get(last) instanceof Literal end) || !end.text().endsWith("\n")) {
      return pieces;
    }
    var others = new ArrayList<>(pieces.subList(0, last));
    if (end.text().length() > 1) {
      others.add(new Literal(end.text().substring(0, end.text().length() - 1)));
    }
    return others;
  }

  /**
   * @throws io.qtrace.format.InvalidFormatException if the format cannot print the event's
   *     arguments
   */
  static LinePattern compile(EventDefinition event) {
    var format = CFormat.parse(Objects.requireNonNullElse(event.format(), ""));
    format.requirePrints(event.arguments().stream().map(a -> a.type().formatKind()).toList());
    return new PatternCompiler(event.arguments(), format.pieces()).pattern(format.arguments());
  }

  private LinePattern pattern(int printed) {
    byte[] literal = {};
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i) instanceof Literal text) {
        literal = text.bytes();
      } else if (pieces.get(i) instanceof Conversion conversion) {
        add(literal, value(conversion, i + 1));
        literal = new byte[0];
      } else if (pieces.get(i) instanceof ErrorText) {
        add(literal, StringValue.errorText(tail(i + 1)));
        literal = new byte[0];
      }
    }
    int zeroBytes = 0;
    for (var argument : arguments.subList(printed, arguments.size())) {
      zeroBytes += argument.type().kind() == CType.Kind.STRING ? Integer.BYTES : Long.BYTES;
    }
    add(literal, new LineEnd(zeroBytes));
    return new LinePattern(steps, isOfSeveralLines, endsWithNewline);
  }

  private void add(byte[] literal, Value value) {
    int from = 0;
    for (; literal.length - from > Step.MAX_LITERAL; from += Step.MAX_LITERAL) {
      steps.add(Step.of(Arrays.copyOfRange(literal, from, from + Step.MAX_LITERAL), MORE));
    }
    steps.add(Step.of(Arrays.copyOfRange(literal, from, literal.length), value));
  }

  private Value value(Conversion conversion, int next) {
    var argument = arguments.get(conversion.argument());
    return switch (conversion.type()) {
      case 's' -> string(conversion, argument, next);
      case 'p' ->
          new PointerValue(
              argument.name(),
              field(conversion),
              sign(conversion),
              zeroDigits(conversion),
              conversion.precision() instanceof Measure.FromArgument);
      case 'c' ->
          new CharacterValue(
              argument.name(),
              IntegerType.of(argument.type(), Byte.SIZE, false),
              field(conversion),
              conversion.precision() instanceof Measure.FromArgument);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> real(conversion, argument.name());
      default -> number(conversion, argument, next);
    };
  }

  private static RealValue real(Conversion conversion, String argument) {
    boolean hasZeros = conversion.has(Flag.ZERO) && !conversion.has(Flag.LEFT);
    boolean isMeasured = conversion.precision() instanceof Measure.FromArgument;
    return new RealValue(
        argument,
        Character.toLowerCase(conversion.type()),
        Character.isUpperCase(conversion.type()),
        (byte) sign(conversion),
        isMeasured ? RealValue.ANY : fixed(conversion.precision(), 6),
        hasZeros ? fixed(conversion.width(), 0) : 0,
        conversion.has(Flag.ALTERNATE),
        hasZeros && conversion.width() instanceof Measure.Fixed ? Field.NONE : field(conversion),
        isMeasured);
  }

  private static char sign(Conversion conversion) {
    if (conversion.has(Flag.PLUS)) {
      return '+';
    }
    return conversion.has(Flag.SPACE) ? ' ' : 0;
  }

  private static int zeroDigits(Conversion conversion) {
    boolean hasZeros = isZeroPadded(conversion);
    var digits = hasZeros ? conversion.width() : conversion.precision();
    if (digits instanceof Measure.FromArgument) {
      return PointerValue.ANY;
    }
    int prefix = hasZeros ? (sign(conversion) == 0 ? 2 : 3) : 0;
    return Math.max(0, fixed(digits, 0) - prefix);
  }

  private static Field field(Conversion conversion) {
    boolean isMeasured = conversion.width() instanceof Measure.FromArgument;
    int width = fixed(conversion.width(), 0);
    return width == 0 && !isMeasured
        ? Field.NONE
        : new Field(width, conversion.has(Flag.LEFT), isMeasured);
  }

  private static int fixed(Measure measure, int absent) {
    return measure instanceof Measure.Fixed given ? given.value() : absent;
  }

  /** Bytes of literal from a piece on, -1 if there is more than a literal. */
  private int tail(int next) {
    int last = next;
    int tail = 0;
    while (last < pieces.size() && pieces.get(last) instanceof Literal literal) {
      tail += literal.bytes().length;
      last++;
    }
    return last == pieces.size() ? tail : -1;
  }

  private StringValue string(Conversion conversion, Argument argument, int next) {
    boolean isString = argument.type().kind() == CType.Kind.STRING;
    return new StringValue(
        argument.name(),
        field(conversion),
        fixed(conversion.precision(), Integer.MAX_VALUE),
        tail(next),
        conversion.precision() instanceof Measure.FromArgument,
        isString ? StringValue.ITSELF : Long.BYTES);
  }

  private Value number(Conversion conversion, Argument argument, int next) {
    var type = IntegerType.of(argument.type(), conversion.length().bits(), conversion.isSigned());
    var form = form(conversion, type);
    var number =
        new NumberValue(
            argument.name(),
            type,
            form,
            isZeroPadded(conversion) ? Field.NONE : field(conversion),
            canShrink(form, next),
            conversion.width() instanceof Measure.FromArgument,
            conversion.precision() instanceof Measure.FromArgument);
    return simplest(number);
  }

  /** The fastest value that reads the same numbers. */
  private static Value simplest(NumberValue number) {
    var form = number.form();
    var type = number.type();
    if (!form.isPlain() || !number.field().isNone() || number.canShrink()) {
      return number;
    }
    if (form.base() == 16 && !form.isUpper() && type.isFullRange()) {
      return new HexValue(
          number.argument(), form.minDigits(), form.maxDigits(), type.signExtension());
    }
    if (form.base() == 10 && form.minDigits() == 1 && type.printsAtLeastInt()) {
      return new DecimalValue(form.isSigned(), type.least(), type.most(), type.mask(), number);
    }
    return number;
  }

  /** Flag 0 counts only without a precision and without flag -, C11 7.21.6.1. */
  private static boolean isZeroPadded(Conversion conversion) {
    return conversion.has(Flag.ZERO)
        && !conversion.has(Flag.LEFT)
        && conversion.precision() instanceof Measure.Absent;
  }

  private static NumberForm form(Conversion conversion, IntegerType type) {
    int base = "xX".indexOf(conversion.type()) >= 0 ? 16 : conversion.type() == 'o' ? 8 : 10;
    boolean hasZeros = isZeroPadded(conversion);
    var digits = hasZeros ? conversion.width() : conversion.precision();
    int minDigits = hasZeros ? Math.max(1, fixed(digits, 1)) : fixed(digits, 1);
    boolean isMeasured = digits instanceof Measure.FromArgument;
    byte sign = 0;
    if (conversion.isSigned()) {
      sign = (byte) (conversion.has(Flag.PLUS) ? '+' : conversion.has(Flag.SPACE) ? ' ' : 0);
    }
    return new NumberForm(
        base,
        conversion.type() == 'X',
        conversion.isSigned(),
        sign,
        conversion.has(Flag.ALTERNATE) && base != 10,
        minDigits,
        isMeasured
            ? CFormat.MAX_MEASURE
            : Math.max(minDigits, mostDigits(base, type.printedBits())),
        hasZeros,
        isMeasured);
  }

  private static int mostDigits(int base, int bits) {
    return switch (base) {
      case 16 -> (bits + 3) / 4;
      case 8 -> (bits + 2) / 3 + 1;
      default -> bits == Long.SIZE ? 20 : Long.toString((1L << bits) - 1).length();
    };
  }

  /**
   * Whether what stands at piece {@code next} may begin with a digit of the number in front of it.
   */
  private boolean canShrink(NumberForm form, int next) {
    if (next == pieces.size()) {
      return false;
    }
    return !(pieces.get(next) instanceof Literal literal) || form.isDigit(literal.bytes()[0]);
  }
}
