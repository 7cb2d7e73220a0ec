package io.qtrace.aggregation.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.cel.BadExpressionException.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a variable of the right type in the place of each name, and remembers what it stands for. An
 * unsigned literal is such a name, too, as all ints are of one type. One per expression.
 */
final class Resolver {

  private final Parsed parsed;
  private final Names names;
  private final Map<Long, Field> leaves = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  Resolver(Parsed parsed, Names names) {
    this.parsed = parsed;
    this.names = names;
  }

  /** What CEL's checker calls all fields of a type; no argument in C is called so. */
  static String variable(Type type) {
    return (type == Type.POINTER ? Type.INT : type).name().toLowerCase(Locale.ROOT) + "__qtrace";
  }

  /** By the id of its node. */
  Map<Long, Field> leaves() {
    return leaves;
  }

  void throwIfAny() throws BadExpressionException {
    if (!problems.isEmpty()) {
      throw new BadExpressionException(problems);
    }
  }

  CelExpr resolve(CelExpr part) {
    return switch (part.getKind()) {
      case CONSTANT -> constant(part);
      case IDENT, SELECT -> name(part);
      case CALL -> call(part);
      case LIST ->
          CelExpr.ofList(part.id(), all(part.list().elements()), part.list().optionalIndices());
      default -> {
        refuse(part, 1, "maps, messages and loops are not supported in aggregations");
        yield part;
      }
    };
  }

  private CelExpr constant(CelExpr part) {
    return part.constant().getKind() == CelConstant.Kind.UINT64_VALUE
        ? leaf(part, new Field(Type.INT, Value.unsigned(part.constant().uint64Value().longValue())))
        : part;
  }

  private CelExpr leaf(CelExpr part, Field field) {
    leaves.put(part.id(), field);
    return CelExpr.ofIdent(part.id(), variable(field.type()));
  }

  private CelExpr name(CelExpr part) {
    var dotted = dotted(part);
    if (dotted.isEmpty()) {
      refuse(part, 1, "only events have fields: write event.field");
      return part;
    }
    var field = names.find(dotted.get());
    if (field.isEmpty()) {
      refuse(start(part), dotted.get().length(), names.unknown(dotted.get()));
      return part;
    }
    return leaf(part, field.get());
  }

  private static CelExpr start(CelExpr name) {
    return name.getKind() == Kind.SELECT ? start(name.select().operand()) : name;
  }

  /** Empty if it is something else than names with dots between them. */
  static Optional<String> dotted(CelExpr part) {
    if (part.getKind() == Kind.IDENT) {
      return Optional.of(part.ident().name());
    }
    return part.getKind() == Kind.SELECT && !part.select().testOnly()
        ? dotted(part.select().operand()).map(owner -> owner + "." + part.select().field())
        : Optional.empty();
  }

  private CelExpr call(CelExpr part) {
    var call = part.call();
    if (call.function().equals("has")) {
      refuse(part, 1, "'has' is not supported yet in aggregations; name the event: event.field");
      return part;
    }
    return CelExpr.ofCall(
        part.id(), call.target().map(this::resolve), call.function(), all(call.args()));
  }

  private ImmutableList<CelExpr> all(List<CelExpr> parts) {
    return parts.stream().map(this::resolve).collect(ImmutableList.toImmutableList());
  }

  private void refuse(CelExpr at, int length, String message) {
    problems.add(new Problem(parsed.offset(at), length, message));
  }
}
