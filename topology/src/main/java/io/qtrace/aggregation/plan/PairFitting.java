package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.CompiledFields;
import io.qtrace.aggregation.evaluation.Occurrence.Role;
import io.qtrace.aggregation.evaluation.RememberedFields;
import io.qtrace.aggregation.evaluation.RememberedFields.KeptField;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.definition.Definitions;
import io.qtrace.yaml.Problems;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Binds an aggregation of pairs to the definitions of one QEMU. One per pair of them. */
final class PairFitting {

  private final Aggregation of;
  private final Source.Pair pair;
  private final Definitions definitions;
  private final Problems problems;
  private final Side start;
  private final Side end;

  PairFitting(Aggregation of, Definitions definitions, Problems problems) {
    this.of = of;
    this.pair = (Source.Pair) of.source();
    this.definitions = definitions;
    this.problems = problems;
    var starts = new Side.Wanted(Role.START, "start", pair.start());
    var ends = new Side.Wanted(Role.END, "end", pair.end());
    this.start = new Side(starts, definitions, problems);
    this.end = new Side(ends, definitions, problems);
  }

  Fit fit() {
    var missing = Fitting.missing(of, definitions);
    if (start.events().isEmpty() || end.events().isEmpty()) {
      return new Fit.Inactive(missing);
    }
    pair.by().forEach(this::check);
    var ofStart = start.kept("start.", RememberedFields.ofStart(of));
    var ofEnd = end.kept("end.", RememberedFields.ofEnd(of));
    var all = Stream.concat(ofStart.stream(), ofEnd.stream()).toList();
    var fields = RememberedFields.compile(of, all, this::unknown, problems);
    if (!problems.found().isEmpty()) {
      return new Fit.Unfit(problems.found().stream().distinct().toList());
    }
    return new Fit.Active(
        shape(fields, types(ofStart), types(ofEnd)),
        Stream.concat(start.events().stream(), end.events().stream()).distinct().toList(),
        missing,
        fields.unsigned(of),
        OccurrencePlan.plans(definitions, this::parts));
  }

  private Shape shape(CompiledFields fields, List<Type> ofStart, List<Type> ofEnd) {
    return new Shape(
        of,
        fields.groupTypes(),
        fields.measureTypes(),
        Optional.of(new RememberedFields(ofStart, ofEnd, fields)));
  }

  private static List<Type> types(List<KeptField> kept) {
    return kept.stream().map(KeptField::type).toList();
  }

  /** An end finds its start by values of the same kind. */
  private void check(Source.KeyField key) {
    var ofStart = key(start, key.start());
    var ofEnd = key(end, key.end());
    if (ofStart.isPresent() && ofEnd.isPresent()) {
      var one = kind(ofStart.get().type());
      var other = kind(ofEnd.get().type());
      if (one != other) {
        problems.at(
            key.end(),
            "'%s' is %s in the start and '%s' %s in the end; they cannot be equal"
                .formatted(key.start().getValue(), one.text(), key.end().getValue(), other.text()));
      }
    }
  }

  private static Type kind(Type type) {
    return type == Type.POINTER ? Type.INT : type;
  }

  private Optional<Field> key(Side side, ScalarNode node) {
    var field = side.field(node.getValue());
    if (field.isEmpty()) {
      problems.at(
          node,
          side.unknown(node.getValue())
              + "; 'by' is looked up in both events: if they name it differently, write {start: …,"
              + " end: …}");
    }
    return field;
  }

  private String unknown(String name) {
    int dot = name.indexOf('.');
    return (name.startsWith("start.") ? start : end).unknown(name.substring(dot + 1));
  }

  /** An event that is both ends what was before it. */
  private Stream<OccurrencePlan.Part> parts(String event) {
    var ofStart = pair.by().stream().map(key -> key.start().getValue()).toList();
    var ofEnd = pair.by().stream().map(key -> key.end().getValue()).toList();
    return Stream.concat(
        Stream.ofNullable(end.part(event, ofEnd, RememberedFields.ofEnd(of))),
        Stream.ofNullable(start.part(event, ofStart, RememberedFields.ofStart(of))));
  }
}
