package io.qtrace.aggregation.spec;

import io.qtrace.aggregation.expression.Expressions;
import io.qtrace.aggregation.expression.Parsed;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.cel.BadExpressionException.Problem;
import io.qtrace.text.Nearest;
import io.qtrace.yaml.Fields;
import io.qtrace.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the measures of an aggregation. */
final class MeasureReader {

  private static final int MOST = 32;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final String KNOWN =
      "count, rate, sum(…), min(…), max(…), avg(…), last(…), distinct(…) or quantiles(…, 0.5,"
          + " 0.99)";

  private static final String OF_STATES = "time_in or transitions";

  private final Problems problems;

  /** Whether there is a 'state'. */
  private boolean isOfStates;

  MeasureReader(Problems problems) {
    this.problems = problems;
  }

  List<Measure> read(Fields fields) {
    isOfStates = fields.find("state").isPresent();
    var measures = new ArrayList<Measure>();
    var entries = fields.mapping("measures");
    if (fields.find("measures").isEmpty() || entries.stream().anyMatch(Fields::isEmpty)) {
      problems.at(
          fields.key("measures"), "the aggregation has no 'measures', such as {events: count}");
    }
    entries.ifPresent(
        all ->
            all.values()
                .forEach(
                    (name, node) -> {
                      if (!NAME.matcher(name).matches()) {
                        problems.at(
                            all.key(name),
                            "'%s' is not a name of lower-case letters, digits and '_' that begins with a letter"
                                .formatted(name));
                      }
                      all.scalar(name, node)
                          .flatMap(text -> measure(name, text))
                          .ifPresent(measures::add);
                    }));
    if (measures.size() > MOST) {
      problems.at(measures.get(MOST).node(), "there are more than %d measures".formatted(MOST));
    }
    return measures;
  }

  private Optional<Measure> measure(String name, ScalarNode node) {
    try {
      return Optional.of(measure(name, node, Expressions.parse(node.getValue())));
    } catch (BadExpressionException e) {
      problems.in(node, e);
      return Optional.empty();
    }
  }

  private Measure measure(String name, ScalarNode node, Parsed parsed)
      throws BadExpressionException {
    var known = isOfStates ? OF_STATES : KNOWN;
    var call = parsed.call().orElseThrow(() -> bad(parsed, "this is no measure; write " + known));
    var kind =
        Measure.Kind.of(call.function())
            .orElseThrow(
                () ->
                    bad(
                        parsed,
                        "there is no measure '%s'%s"
                            .formatted(
                                call.function(),
                                Nearest.to(call.function(), Measure.Kind.words())
                                    .map("; did you mean '%s'?"::formatted)
                                    .orElse("; write " + known))));
    if (kind.isOfStates() != isOfStates) {
      throw bad(
          parsed,
          isOfStates
              ? "'%s' is of events; of a 'state' there are time_in and transitions"
                  .formatted(kind.word())
              : "'%s' needs 'state'".formatted(kind.word()));
    }
    var arguments = call.arguments();
    if (arguments.isEmpty() && kind.needsArgument()) {
      throw bad(parsed, "%s of what? write %1$s(…) with a field".formatted(kind.word()));
    }
    if (!arguments.isEmpty() && kind.isOfStates()) {
      throw bad(arguments.get(0), "%s takes no argument".formatted(kind.word()));
    }
    if (arguments.size() > 1 && kind != Measure.Kind.QUANTILES) {
      throw bad(arguments.get(1), "%s takes one argument".formatted(kind.word()));
    }
    var argument = arguments.stream().findFirst().map(of -> new Expression(of, node));
    var at =
        kind == Measure.Kind.QUANTILES
            ? quantiles(parsed, arguments.subList(1, arguments.size()))
            : List.<Double>of();
    return new Measure(name, kind, argument, at, node);
  }

  private static List<Double> quantiles(Parsed parsed, List<Parsed> arguments)
      throws BadExpressionException {
    if (arguments.isEmpty()) {
      throw bad(parsed, "which quantiles? write such as quantiles(…, 0.5, 0.99)");
    }
    var at = new ArrayList<Double>();
    for (var argument : arguments) {
      double quantile = argument.number().orElse(-1);
      if (!(quantile >= 0 && quantile <= 1)) {
        throw bad(argument, "a quantile is a number from 0 to 1, such as 0.99");
      }
      if (at.contains(quantile)) {
        throw bad(argument, "the quantile is given twice");
      }
      at.add(quantile);
    }
    return at;
  }

  private static BadExpressionException bad(Parsed at, String message) {
    return new BadExpressionException(List.of(new Problem(at.offset(), 1, message)));
  }
}
