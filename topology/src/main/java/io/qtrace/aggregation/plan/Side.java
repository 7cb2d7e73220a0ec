package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.Occurrence.Role;
import io.qtrace.aggregation.evaluation.RememberedFields.KeptField;
import io.qtrace.aggregation.event.ArgumentsOfEvents;
import io.qtrace.aggregation.event.CommonFields;
import io.qtrace.aggregation.event.EventNames;
import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.value.Field;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.yaml.Problems;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What starts may be, or ends, or what says a state: events that all have the fields of interest.
 */
final class Side {

  private final Wanted wanted;
  private final Problems problems;
  private final Map<String, EventNames> names = new HashMap<>();
  private final ArgumentsOfEvents arguments;

  /**
   * Which events these are to be.
   *
   * @param name what names them in the file
   * @param patterns that their names match, any of them
   */
  record Wanted(Role role, String name, List<Source.Pattern> patterns) {

    private boolean has(EventDefinition event) {
      return patterns.stream().anyMatch(pattern -> pattern.matches(event.name()));
    }
  }

  Side(Wanted wanted, Definitions definitions, Problems problems) {
    this.wanted = wanted;
    this.problems = problems;
    var events = definitions.events().stream().filter(wanted::has).toList();
    arguments = new ArgumentsOfEvents(events);
    var common = CommonFields.of(definitions);
    for (var event : events) {
      names.put(
          event.name(), new EventNames(event.name(), arguments, common, Map.of()).of(wanted.name));
    }
  }

  Collection<String> events() {
    return arguments.events();
  }

  /** Of the first event; all others have to agree. Empty if it is missing in any. */
  Optional<Field> field(String of) {
    Field first = null;
    for (var event : arguments.events()) {
      var field = names(event).find(of);
      if (field.isEmpty()) {
        return Optional.empty();
      }
      if (first == null) {
        first = field.get();
      } else if (first.type() != field.get().type()) {
        problems.at(
            wanted.patterns.get(0).node(),
            "'%s' is %s in some events of '%s' and %s in %s; they have to agree"
                .formatted(of, first.type().text(), wanted.name, field.get().type().text(), event));
      }
    }
    return Optional.ofNullable(first);
  }

  private EventNames names(String event) {
    return Objects.requireNonNull(names.get(event));
  }

  /** Why there is no such field. */
  String unknown(String of) {
    return names(arguments.events().iterator().next()).unknown(of);
  }

  /**
   * Those of the fields that are there.
   *
   * @param prefix that expressions put before their names
   */
  List<KeptField> kept(String prefix, List<String> fields) {
    return fields.stream()
        .flatMap(
            of ->
                field(of).stream()
                    .map(
                        field ->
                            new KeptField(
                                prefix + of, field.type(), new Sample(field).isUnsigned())))
        .toList();
  }

  /** What one event is; null if it is none of these. */
  OccurrencePlan.@Nullable Part part(String event, List<String> by, List<String> kept) {
    var own = names.get(event);
    return own == null
        ? null
        : new OccurrencePlan.Part(wanted.role, fields(by, own), fields(kept, own), own);
  }

  private static List<Field> fields(List<String> all, EventNames of) {
    return all.stream().flatMap(field -> of.find(field).stream()).toList();
  }
}
