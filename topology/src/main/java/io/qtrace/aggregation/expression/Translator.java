package io.qtrace.aggregation.expression;

import dev.cel.common.ast.CelExpr;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.cel.BadExpressionException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes closures of a checked expression. One per expression. */
final class Translator {

  private static final Map<String, IntMath.Operator> ARITHMETIC =
      Map.of(
          "_+_", IntMath.Operator.ADD,
          "_-_", IntMath.Operator.SUBTRACT,
          "_*_", IntMath.Operator.MULTIPLY,
          "_/_", IntMath.Operator.DIVIDE,
          "_%_", IntMath.Operator.REMAINDER);

  private final Parsed parsed;
  private final Map<Long, Field> leaves;

  Translator(Parsed parsed, Map<Long, Field> leaves) {
    this.parsed = parsed;
    this.leaves = leaves;
  }

  /**
   * @throws BadExpressionException if it has something that is CEL and not supported here
   */
  Field field(CelExpr part) throws BadExpressionException {
    var leaf = leaves.get(part.id());
    if (leaf != null) {
      return leaf;
    }
    return switch (part.getKind()) {
      case CONSTANT -> constant(part);
      case CALL -> call(part);
      default -> throw unsupported(part, "a list on its own");
    };
  }

  private Field constant(CelExpr part) throws BadExpressionException {
    var constant = part.constant();
    return switch (constant.getKind()) {
      case INT64_VALUE -> new Field(Type.INT, Value.constant(constant.int64Value()));
      case STRING_VALUE -> new Field(Type.STRING, Value.constant(constant.stringValue()));
      case BOOLEAN_VALUE -> {
        boolean value = constant.booleanValue();
        yield new Field(Type.BOOL, (Value.OfBool) in -> value);
      }
      case DOUBLE_VALUE -> {
        double value = constant.doubleValue();
        yield new Field(Type.DOUBLE, (Value.OfDouble) in -> value);
      }
      default -> throw unsupported(part, "a literal of this kind");
    };
  }

  private BadExpressionException unsupported(CelExpr part, String what) {
    return new BadExpressionException(
        List.of(new Problem(parsed.offset(part), 1, what + " is not supported in aggregations")));
  }

  private Field call(CelExpr part) throws BadExpressionException {
    var call = part.call();
    var operands = new ArrayList<CelExpr>();
    call.target().ifPresent(operands::add);
    operands.addAll(call.args());
    for (var comparison : Comparison.values()) {
      if (comparison.function.equals(call.function())) {
        return new Field(
            Type.BOOL,
            comparison.of(field(operands.get(0)).value(), field(operands.get(1)).value()));
      }
    }
    var arithmetic = ARITHMETIC.get(call.function());
    if (arithmetic != null) {
      return arithmetic(arithmetic, part, operands);
    }
    return switch (call.function()) {
      case "_&&_" -> new Field(Type.BOOL, Logic.and(bool(operands.get(0)), bool(operands.get(1))));
      case "_||_" -> new Field(Type.BOOL, Logic.or(bool(operands.get(0)), bool(operands.get(1))));
      case "!_" -> {
        var value = bool(operands.get(0));
        yield new Field(Type.BOOL, (Value.OfBool) in -> !value.get(in));
      }
      case "_?_:_" ->
          Logic.choice(bool(operands.get(0)), field(operands.get(1)), field(operands.get(2)));
      case "@in" -> in(part, operands);
      case "-_" -> negated(operands.get(0));
      case "size" -> size(part, operands.get(0));
      case "startsWith", "endsWith", "contains", "matches" -> text(call.function(), operands);
      case "double" -> asDouble(part, operands.get(0));
      default -> throw unsupported(part, "'%s'".formatted(call.function().replaceAll("^_|_$", "")));
    };
  }

  private Value.OfBool bool(CelExpr part) throws BadExpressionException {
    if (field(part).value() instanceof Value.OfBool value) {
      return value;
    }
    throw unsupported(part, "a condition that is not a bool");
  }

  private Field arithmetic(IntMath.Operator operator, CelExpr part, List<CelExpr> operands)
      throws BadExpressionException {
    var a = field(operands.get(0)).value();
    var b = field(operands.get(1)).value();
    if (a instanceof Value.OfInt x && b instanceof Value.OfInt y) {
      return new Field(Type.INT, IntMath.of(operator, x, y));
    }
    if (a instanceof Value.OfText) {
      throw unsupported(part, "'+' of strings");
    }
    var x = Logic.asDouble(a);
    var y = Logic.asDouble(b);
    Value.OfDouble result =
        switch (operator) {
          case ADD -> in -> x.get(in) + y.get(in);
          case SUBTRACT -> in -> x.get(in) - y.get(in);
          case MULTIPLY -> in -> x.get(in) * y.get(in);
          case DIVIDE -> in -> x.get(in) / y.get(in);
          case REMAINDER -> throw unsupported(part, "'%' of doubles");
        };
    return new Field(Type.DOUBLE, result);
  }

  private Field in(CelExpr part, List<CelExpr> operands) throws BadExpressionException {
    if (operands.get(1).getKind() != CelExpr.ExprKind.Kind.LIST) {
      throw unsupported(part, "'in' something other than a list");
    }
    var wanted = field(operands.get(0));
    Value.OfBool any = in -> false;
    for (var element : operands.get(1).list().elements()) {
      var one = field(element);
      if (!wanted.type().canEqual(one.type())) { // the checker lets lists of several types through
        throw unsupported(
            element, "%s in a list for %s".formatted(one.type().text(), wanted.type().text()));
      }
      any = Logic.or(any, Comparison.EQUAL.of(wanted.value(), one.value()));
    }
    return new Field(Type.BOOL, any);
  }

  private Field negated(CelExpr operand) throws BadExpressionException {
    var value = field(operand).value();
    return value instanceof Value.OfInt x
        ? new Field(Type.INT, IntMath.negated(x))
        : new Field(Type.DOUBLE, negated(Logic.asDouble(value)));
  }

  private static Value.OfDouble negated(Value.OfDouble value) {
    return in -> -value.get(in);
  }

  private Field size(CelExpr part, CelExpr operand) throws BadExpressionException {
    if (field(operand).value() instanceof Value.OfText text) {
      return new Field(
          Type.INT,
          (Value.OfInt)
              in -> {
                in.high = 0;
                return text.get(in).size();
              });
    }
    throw unsupported(part, "'size' of something other than a string");
  }

  private Field text(String function, List<CelExpr> operands) throws BadExpressionException {
    if (field(operands.get(0)).value() instanceof Value.OfText text
        && field(operands.get(1)).value() instanceof Value.OfText argument) {
      Value.OfBool result =
          switch (function) {
            case "startsWith" -> in -> text.get(in).startsWith(argument.get(in));
            case "endsWith" -> in -> text.get(in).endsWith(argument.get(in));
            case "contains" -> in -> text.get(in).contains(argument.get(in));
            default -> Logic.matches(text, operands.get(1).constant().stringValue());
          };
      return new Field(Type.BOOL, result);
    }
    throw unsupported(operands.get(0), "'%s' of something other than strings".formatted(function));
  }

  private Field asDouble(CelExpr part, CelExpr operand) throws BadExpressionException {
    var value = field(operand).value();
    if (value instanceof Value.OfInt || value instanceof Value.OfDouble) {
      return new Field(Type.DOUBLE, Logic.asDouble(value));
    }
    throw unsupported(part, "'double' of something other than a number");
  }
}
