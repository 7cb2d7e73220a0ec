package io.qtrace.aggregation.expression;

import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** An expression whose names are not known yet. Immutable. */
public final class Parsed {

  private final String text;
  final CelExpr tree;
  final CelSource source;

  Parsed(String text, CelExpr tree, CelSource source) {
    this.text = text;
    this.tree = tree;
    this.source = source;
  }

  /**
   * A function and what it is called with.
   *
   * @param hasParentheses false: only its name was written
   */
  public record Call(String function, List<Parsed> arguments, boolean hasParentheses) {

    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** All names that it has, with dots, as they are written. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    collect(tree, names);
    return names;
  }

  private static void collect(CelExpr part, Set<String> into) {
    switch (part.getKind()) {
      case IDENT, SELECT -> Resolver.dotted(part).ifPresent(into::add);
      case CALL -> {
        part.call().target().ifPresent(target -> collect(target, into));
        part.call().args().forEach(argument -> collect(argument, into));
      }
      case LIST -> part.list().elements().forEach(element -> collect(element, into));
      default -> {}
    }
  }

  /** The whole text, also of an argument. */
  public String text() {
    return text;
  }

  /** What is called; a name alone counts as a call. Empty if it is something else. */
  public Optional<Call> call() {
    if (tree.getKind() == Kind.IDENT) {
      return Optional.of(new Call(tree.ident().name(), List.of(), false));
    }
    if (tree.getKind() != Kind.CALL
        || tree.call().target().isPresent()
        || !tree.call().function().matches("[A-Za-z]\\w*")) { // an operator
      return Optional.empty();
    }
    var arguments =
        tree.call().args().stream().map(argument -> new Parsed(text, argument, source)).toList();
    return Optional.of(new Call(tree.call().function(), arguments, true));
  }

  /** The number, if it is one and nothing else. */
  public OptionalDouble number() {
    if (tree.getKind() != Kind.CONSTANT) {
      return OptionalDouble.empty();
    }
    return tree.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE
        ? OptionalDouble.of(tree.constant().doubleValue())
        : tree.constant().getKind() == CelConstant.Kind.INT64_VALUE
            ? OptionalDouble.of((double) tree.constant().int64Value())
            : OptionalDouble.empty();
  }

  /** Where it begins in the text, in {@code char}s. */
  public int offset() {
    return offset(leftmost(tree));
  }

  /** Where a part was written; of an operator, where the operator stands. */
  int offset(CelExpr part) {
    int codePoints = source.getPositionsMap().getOrDefault(part.id(), 0);
    return text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
  }

  private CelExpr leftmost(CelExpr part) {
    var found = part;
    if (part.getKind() == Kind.SELECT) {
      found = leftmost(part.select().operand());
    } else if (part.getKind() == Kind.CALL) {
      var call = part.call();
      if (call.target().isPresent()) {
        found = leftmost(call.target().get());
      } else if (!call.args().isEmpty()) {
        var first = leftmost(call.args().get(0));
        found = offset(first) < offset(part) ? first : part;
      }
    }
    return found;
  }
}
