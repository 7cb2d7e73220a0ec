package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.CompiledFields;
import io.qtrace.aggregation.evaluation.FieldCompiler;
import io.qtrace.aggregation.event.Arguments;
import io.qtrace.aggregation.event.ArgumentsOfEvents;
import io.qtrace.aggregation.event.CommonFields;
import io.qtrace.aggregation.event.EventNames;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Type;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.yaml.Problems;
import io.qtrace.yaml.YamlText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Binds one aggregation to the definitions of one QEMU. One per pair of them. */
final class Fitting {

  /** Of every event: no definition has this index. */
  static final int ANY = -1;

  /** Of dropped records. */
  static final int DROPPED = -2;

  private final Aggregation of;
  private final Definitions definitions;
  private final Map<String, Type> elsewhere;
  private final Problems problems;

  /** The types of the first event; those of all others have to be the same. */
  private @Nullable Shape shape;

  private String firstEvent = "";
  private final Set<String> unsigned = new HashSet<>();

  Fitting(Aggregation of, YamlText text, Definitions definitions, Map<String, Type> elsewhere) {
    this.of = of;
    this.definitions = definitions;
    this.elsewhere = elsewhere;
    this.problems = Aggregations.problems(text);
  }

  Fit fit() {
    if (of.isOfPairs()) {
      return new PairFitting(of, definitions, problems).fit();
    }
    if (of.isOfStates()) {
      return new StateFitting(of, definitions, problems).fit();
    }
    if (of.isOf(Aggregation.EVERY_EVENT)) {
      return pseudo(ANY, CommonFields.of(definitions));
    }
    if (of.isOf(Aggregation.DROPPED)) {
      return pseudo(DROPPED, CommonFields.ofDropped());
    }
    var events = definitions.events().stream().filter(this::isMeant).toList();
    var missing = missing(of, definitions);
    if (events.isEmpty()) {
      return new Fit.Inactive(missing);
    }
    var plans = new HashMap<Integer, EventPlan>();
    var all = new ArgumentsOfEvents(events);
    var common = CommonFields.of(definitions);
    for (var event : events) {
      var names = new EventNames(event.name(), all, common, elsewhere);
      var fields = fields(names);
      check(fields, event.name());
      var plan = new EventPlan(of, all.get(event.name()), names.argumentsUsed(), fields);
      definitions.indexOf(event.name()).ifPresent(index -> plans.put(index, plan));
    }
    return result(events.stream().map(EventDefinition::name).toList(), missing, plans);
  }

  private boolean isMeant(EventDefinition event) {
    return of.source().patterns().stream().anyMatch(pattern -> pattern.matches(event.name()));
  }

  /** What 'from' names that is not there. */
  static List<String> missing(Aggregation of, Definitions definitions) {
    return of.source().patterns().stream()
        .filter(
            pattern ->
                definitions.events().stream().noneMatch(event -> pattern.matches(event.name())))
        .map(Source.Pattern::text)
        .toList();
  }

  private Fit pseudo(int index, Map<String, Field> fields) {
    var own = fields(new EventNames("", new ArgumentsOfEvents(List.of()), fields, Map.of()));
    check(own, "");
    var plan = new EventPlan(of, null, 0, own);
    return result(List.of(), List.of(), Map.of(index, plan));
  }

  private Fit result(List<String> events, List<String> missing, Map<Integer, EventPlan> plans) {
    var known = shape;
    return known == null || !problems.found().isEmpty()
        ? new Fit.Unfit(problems.found().stream().distinct().toList())
        : new Fit.Active(known, events, missing, unsigned, new Fit.Plans(plans));
  }

  private CompiledFields fields(EventNames names) {
    return new FieldCompiler(of, problems).compile(names);
  }

  /** All events of an aggregation have to make results of one kind. */
  private void check(CompiledFields fields, String event) {
    unsigned.addAll(fields.unsigned(of));
    var groups = fields.groupTypes();
    var measures = fields.measureTypes();
    var first = shape;
    if (first == null) {
      shape = new Shape(of, groups, measures, Optional.empty());
      firstEvent = event;
      return;
    }
    for (int i = 0; i < groups.size(); i++) {
      differ(of.groupBy().get(i), first.groups().get(i), groups.get(i), event);
    }
    for (int i = 0; i < measures.size(); i++) {
      differ(of.measures().get(i).node(), first.measures().get(i), measures.get(i), event);
    }
  }

  private void differ(ScalarNode node, Type first, Type other, String event) {
    if (first != other) {
      problems.at(
          node,
          "this is %s in %s and %s in %s; the events of 'from' have to agree"
              .formatted(first.text(), firstEvent, other.text(), event));
    }
  }

  /** Types of the arguments of events that other definitions have, by qualified name. */
  static Map<String, Type> types(Aggregation of, List<KnownDefinitions> known) {
    var types = new LinkedHashMap<String, Type>();
    for (var one : known) {
      for (var event : one.definitions().events()) {
        if (of.source().patterns().stream().anyMatch(pattern -> pattern.matches(event.name()))) {
          var arguments = new Arguments(event);
          for (int i = 0; i < arguments.names().size(); i++) {
            types.putIfAbsent(event.name() + "." + arguments.names().get(i), arguments.type(i));
          }
        }
      }
    }
    return types;
  }

  /** What dropped records and events are evaluated over; large enough for every event. */
  static Input input() {
    var input = new Input();
    input.at = new int[EventDefinition.MAX_ARGUMENTS + 1];
    return input;
  }
}
