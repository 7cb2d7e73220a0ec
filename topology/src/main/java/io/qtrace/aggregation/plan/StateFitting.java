package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.Occurrence.Role;
import io.qtrace.aggregation.evaluation.RememberedFields;
import io.qtrace.aggregation.evaluation.RememberedFields.KeptField;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Field;
import io.qtrace.definition.Definitions;
import io.qtrace.yaml.Problems;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Binds an aggregation of states to the definitions of one QEMU. One per pair of them. */
final class StateFitting {

  private final Aggregation of;
  private final Source.States states;
  private final Definitions definitions;
  private final Problems problems;
  private final Side side;

  StateFitting(Aggregation of, Definitions definitions, Problems problems) {
    this.of = of;
    this.states = (Source.States) of.source();
    this.definitions = definitions;
    this.problems = problems;
    var wanted = new Side.Wanted(Role.START, "event", states.patterns());
    this.side = new Side(wanted, definitions, problems);
  }

  Fit fit() {
    var missing = Fitting.missing(of, definitions);
    if (side.events().isEmpty()) {
      return new Fit.Inactive(missing);
    }
    states.by().forEach(this::field);
    var value = field(states.value());
    states.initial().ifPresent(node -> checkInitial(node, value));
    if (value.isEmpty()) {
      return unfit(); // expressions are about it
    }
    var kept = side.kept("", RememberedFields.ofStart(of));
    var fields = RememberedFields.compile(of, kept, side::unknown, problems);
    if (!problems.found().isEmpty()) {
      return unfit();
    }
    var types = kept.stream().map(KeptField::type).toList();
    return new Fit.Active(
        new Shape(
            of,
            fields.groupTypes(),
            fields.measureTypes(),
            Optional.of(new RememberedFields(types, List.of(), fields))),
        List.copyOf(side.events()),
        missing,
        fields.unsigned(of),
        OccurrencePlan.plans(definitions, this::parts));
  }

  private Fit unfit() {
    return new Fit.Unfit(problems.found().stream().distinct().toList());
  }

  private Optional<Field> field(ScalarNode node) {
    var field = side.field(node.getValue());
    if (field.isEmpty()) {
      problems.at(node, side.unknown(node.getValue()));
    }
    return field;
  }

  private void checkInitial(ScalarNode node, Optional<Field> value) {
    var initial = field(node);
    if (initial.isPresent() && value.isPresent() && initial.get().type() != value.get().type()) {
      problems.at(
          node,
          "'%s' is %s and '%s' %s; both have to say a state in the same way"
              .formatted(
                  node.getValue(),
                  initial.get().type().text(),
                  states.value().getValue(),
                  value.get().type().text()));
    }
  }

  private Stream<OccurrencePlan.Part> parts(String event) {
    var by = states.by().stream().map(ScalarNode::getValue).toList();
    return Stream.ofNullable(side.part(event, by, RememberedFields.ofStart(of)));
  }
}
