package io.qtrace.log;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.format.ArgumentKind;
import io.qtrace.format.CFormat;
import io.qtrace.format.Conversion;
import io.qtrace.format.Flag;
import io.qtrace.format.Literal;
import io.qtrace.format.Measure;
import io.qtrace.format.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns an event's format into a pattern. */
final class PatternCompiler {

  private static final IntegerType PLAIN_POINTER = new IntegerType(0, false, 0, false);

  private final List<Argument> arguments;
  private final List<Piece> pieces;

  private PatternCompiler(List<Argument> arguments, List<Piece> pieces) {
    this.arguments = arguments;
    this.pieces = pieces;
  }

  /**
   * @throws io.qtrace.format.InvalidFormatException if the format can not print the event's
   *     arguments
   */
  static LinePattern compile(EventDefinition event) {
    var format = CFormat.parse(Objects.requireNonNullElse(event.format(), ""));
    format.requirePrints(event.arguments().stream().map(a -> kind(a.type())).toList());
    return new PatternCompiler(event.arguments(), format.pieces()).pattern(format.arguments());
  }

  private static ArgumentKind kind(CType type) {
    return switch (type.kind()) {
      case STRING -> ArgumentKind.STRING;
      case POINTER -> ArgumentKind.POINTER;
      case SIGNED, UNSIGNED, BOOLEAN -> ArgumentKind.INTEGER;
    };
  }

  private LinePattern pattern(int printed) {
    var steps = new ArrayList<Step>();
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i) instanceof Literal literal) {
        steps.addAll(Text.of(literal.bytes()));
      } else if (pieces.get(i) instanceof Conversion conversion) {
        steps.add(step(conversion, i + 1));
      }
    }
    int zeroBytes = 0;
    for (var argument : arguments.subList(printed, arguments.size())) {
      zeroBytes += argument.type().kind() == CType.Kind.STRING ? Integer.BYTES : Long.BYTES;
    }
    steps.add(new EndStep(zeroBytes));
    return new LinePattern(steps);
  }

  private Step step(Conversion conversion, int next) {
    var argument = arguments.get(conversion.argument());
    return switch (conversion.type()) {
      case 's' -> string(conversion, argument.name(), next);
      case 'p' -> new PointerStep(argument.name(), PLAIN_POINTER, field(conversion));
      case 'c' ->
          new CharacterStep(
              argument.name(),
              IntegerType.of(argument.type(), Byte.SIZE, false),
              field(conversion));
      default -> number(conversion, argument, next);
    };
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

  private StringStep string(Conversion conversion, String argument, int next) {
    int last = next;
    int tail = 0;
    while (last < pieces.size() && pieces.get(last) instanceof Literal literal) {
      tail += literal.bytes().length;
      last++;
    }
    return new StringStep(
        argument,
        field(conversion),
        fixed(conversion.precision(), Integer.MAX_VALUE),
        firstText(next),
        last == pieces.size() ? tail : -1,
        conversion.precision() instanceof Measure.FromArgument);
  }

  private @Nullable Text firstText(int next) {
    return next < pieces.size() && pieces.get(next) instanceof Literal literal
        ? Text.of(literal.bytes()).get(0)
        : null;
  }

  private NumberStep number(Conversion conversion, Argument argument, int next) {
    var type = IntegerType.of(argument.type(), conversion.length().bits(), conversion.isSigned());
    var form = form(conversion, type);
    boolean hasZeros = isZeroPadded(conversion);
    var field = hasZeros ? Field.NONE : field(conversion);
    boolean isWidthArgument = conversion.width() instanceof Measure.FromArgument;
    return new NumberStep(
        argument.name(),
        type,
        form,
        field,
        form.isPlain() && field.isNone(),
        canShrink(form, next),
        isWidthArgument,
        conversion.precision() instanceof Measure.FromArgument);
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
