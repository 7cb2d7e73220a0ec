package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.expression.Expressions;
import io.qtrace.aggregation.measure.States;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Expression;
import io.qtrace.aggregation.spec.Measure;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Gives the names of an aggregation's expressions their meaning. */
public final class FieldCompiler {

  private static final Field TRUE = new Field(Type.BOOL, (Value.OfBool) in -> true);

  /** Of states: neither is below zero. */
  private static final Field NANOS =
      new Field(
          Type.INT,
          (Value.OfInt)
              in -> {
                in.high = 0;
                return in.latencyNs;
              });

  private static final Field TIMES =
      new Field(
          Type.INT,
          (Value.OfInt)
              in -> {
                in.high = 0;
                return in.count;
              });

  private final Aggregation of;
  private final Problems problems;

  /**
   * @param problems takes what is wrong
   */
  public FieldCompiler(Aggregation of, Problems problems) {
    this.of = of;
    this.problems = problems;
  }

  /** What is wrong is among the problems, and is a bool here. */
  public CompiledFields compile(Scope names) {
    for (var let : of.lets()) {
      names.let(let.name(), compile(let.value(), names).orElse(TRUE));
    }
    var where = of.where().flatMap(expression -> condition(expression, names)).orElse(null);
    var groups = of.groupBy().stream().map(node -> group(node, names)).toList();
    var measures = new ArrayList<Field>();
    for (var measure : of.measures()) {
      var argument = measure.argument().flatMap(expression -> compile(expression, names));
      argument.ifPresent(
          field ->
              States.problem(measure, field.type())
                  .ifPresent(message -> problems.at(measure.node(), message)));
      measures.add(argument.orElse(withoutArgument(measure)));
    }
    return new CompiledFields(where, groups, List.copyOf(measures));
  }

  private static Field withoutArgument(Measure measure) {
    return switch (measure.kind()) {
      case TIME_IN -> NANOS;
      case TRANSITIONS -> TIMES;
      default -> TRUE;
    };
  }

  private Optional<Field> compile(Expression expression, Scope names) {
    try {
      return Optional.of(Expressions.compile(expression.parsed(), names));
    } catch (BadExpressionException e) {
      problems.in(expression.node(), e);
      return Optional.empty();
    }
  }

  private Optional<Value.OfBool> condition(Expression expression, Scope names) {
    var field = compile(expression, names);
    if (field.isPresent() && field.get().value() instanceof Value.OfBool where) {
      return Optional.of(where);
    }
    field.ifPresent(
        other ->
            problems.at(
                expression.node(),
                "'where' has to be a bool, this is %s; compare it with something"
                    .formatted(other.type().text())));
    return Optional.empty();
  }

  private Field group(ScalarNode node, Scope names) {
    var name = node.getValue();
    var field = names.find(name);
    if (field.isEmpty()) {
      problems.at(node, names.unknown(name) + unlessName(name));
    }
    return field.orElse(TRUE);
  }

  private static String unlessName(String name) {
    return name.matches("[A-Za-z0-9_.]+")
        ? ""
        : "; 'group-by' takes names, an expression goes into 'let'";
  }
}
