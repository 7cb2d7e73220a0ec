package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.CompiledFields;
import io.qtrace.aggregation.evaluation.Occurrence.Role;
import io.qtrace.aggregation.evaluation.PairFields;
import io.qtrace.aggregation.evaluation.PairFields.KeptField;
import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.window.Shape;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.yaml.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Binds an aggregation of pairs to the definitions of one QEMU. One per pair of them. */
final class PairFitting {

  private final Aggregation of;
  private final Source.Pair pair;
  private final Definitions definitions;
  private final Problems problems;
  private final Side start;
  private final Side end;

  /** One of the two, by the events that it may be. */
  private final class Side {

    final Role role;
    final String name;
    final List<Source.Pattern> patterns;
    final Map<String, EventNames> names = new HashMap<>();
    final Map<String, Arguments> arguments;

    Side(Role role, String name, List<Source.Pattern> patterns) {
      this.role = role;
      this.name = name;
      this.patterns = patterns;
      var events =
          definitions.events().stream()
              .filter(event -> patterns.stream().anyMatch(one -> one.matches(event.name())))
              .toList();
      arguments = EventNames.arguments(events);
      var common = CommonFields.of(definitions);
      for (var event : events) {
        names.put(event.name(), new EventNames(event.name(), arguments, common, Map.of()).of(name));
      }
    }

    /** Of the first event; all others have to agree. Empty if it is missing in any. */
    Optional<Field> field(String of) {
      Field first = null;
      for (var event : arguments.keySet()) {
        var field = names(event).find(of);
        if (field.isEmpty()) {
          return Optional.empty();
        }
        if (first == null) {
          first = field.get();
        } else if (first.type() != field.get().type()) {
          problems.at(
              patterns.get(0).node(),
              "'%s' is %s in some events of '%s' and %s in %s; they have to agree"
                  .formatted(of, first.type().text(), name, field.get().type().text(), event));
        }
      }
      return Optional.ofNullable(first);
    }

    private EventNames names(String event) {
      return Objects.requireNonNull(names.get(event));
    }

    String unknown(String of) {
      return names(arguments.keySet().iterator().next()).unknown(of);
    }

    OccurrencePlan.@Nullable Part part(String event, List<String> by, List<String> kept) {
      var own = names.get(event);
      return own == null
          ? null
          : new OccurrencePlan.Part(role, fields(by, own), fields(kept, own), own);
    }

    private List<Field> fields(List<String> all, EventNames of) {
      return all.stream().flatMap(field -> of.find(field).stream()).toList();
    }
  }

  PairFitting(Aggregation of, Definitions definitions, Problems problems) {
    this.of = of;
    this.pair = (Source.Pair) of.source();
    this.definitions = definitions;
    this.problems = problems;
    this.start = new Side(Role.START, "start", pair.start());
    this.end = new Side(Role.END, "end", pair.end());
  }

  Fit fit() {
    var missing = Fitting.missing(of, definitions);
    if (start.arguments.isEmpty() || end.arguments.isEmpty()) {
      return new Fit.Inactive(missing);
    }
    pair.by().forEach(this::check);
    var ofStart = kept(start, PairFields.ofStart(of));
    var ofEnd = kept(end, PairFields.ofEnd(of));
    var all = Stream.concat(ofStart.stream(), ofEnd.stream()).toList();
    var fields = PairFields.compile(of, all, this::unknown, problems);
    if (!problems.found().isEmpty()) {
      return new Fit.Unfit(problems.found().stream().distinct().toList());
    }
    return new Fit.Active(
        shape(fields, types(ofStart), types(ofEnd)),
        Stream.concat(start.arguments.keySet().stream(), end.arguments.keySet().stream())
            .distinct()
            .toList(),
        missing,
        fields.unsigned(of),
        new Fit.Plans(plans()));
  }

  private Shape shape(CompiledFields fields, List<Type> ofStart, List<Type> ofEnd) {
    return new Shape(
        of,
        fields.groupTypes(),
        fields.measureTypes(),
        Optional.of(new PairFields(ofStart, ofEnd, fields)));
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
            "'%s' is %s in the start and '%s' %s in the end; they can not be equal"
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
              + "; 'by' is looked up in both events: if they name it differently, write {start: …, end: …}");
    }
    return field;
  }

  private static List<KeptField> kept(Side side, List<String> names) {
    return names.stream()
        .flatMap(
            name ->
                side.field(name).stream()
                    .map(
                        field ->
                            new KeptField(
                                side.name + "." + name,
                                field.type(),
                                new Sample(field).isUnsigned())))
        .toList();
  }

  private String unknown(String name) {
    int dot = name.indexOf('.');
    return (name.startsWith("start.") ? start : end).unknown(name.substring(dot + 1));
  }

  /** An event that is both ends what was before it. */
  private Map<Integer, Fit.Plan> plans() {
    var plans = new HashMap<Integer, Fit.Plan>();
    var ofStart = pair.by().stream().map(key -> key.start().getValue()).toList();
    var ofEnd = pair.by().stream().map(key -> key.end().getValue()).toList();
    for (EventDefinition event : definitions.events()) {
      var parts = new ArrayList<OccurrencePlan.Part>();
      var ending = end.part(event.name(), ofEnd, PairFields.ofEnd(of));
      var starting = start.part(event.name(), ofStart, PairFields.ofStart(of));
      Stream.of(Optional.ofNullable(ending), Optional.ofNullable(starting))
          .flatMap(Optional::stream)
          .forEach(parts::add);
      if (!parts.isEmpty()) {
        definitions
            .indexOf(event.name())
            .ifPresent(index -> plans.put(index, new OccurrencePlan(new Arguments(event), parts)));
      }
    }
    return plans;
  }
}
