package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.expression.Expressions;
import io.qtrace.aggregation.measure.States;
import io.qtrace.aggregation.plan.EventPlan.CompiledFields;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.Expression;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.aggregation.window.Shape;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.yaml.Problems;
import io.qtrace.yaml.YamlText;
import java.util.ArrayList;
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

  private static final Field TRUE = new Field(Type.BOOL, (Value.OfBool) in -> true);

  private final Aggregation of;
  private final Definitions definitions;
  private final Map<String, Type> elsewhere;
  private final Problems problems;

  /** The types of the first event; those of all others have to be the same. */
  private @Nullable Shape shape;

  private String firstEvent = "";

  Fitting(Aggregation of, YamlText text, Definitions definitions, Map<String, Type> elsewhere) {
    this.of = of;
    this.definitions = definitions;
    this.elsewhere = elsewhere;
    this.problems = Aggregations.problems(text);
  }

  Fit fit() {
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
    var all = EventNames.arguments(events);
    var common = CommonFields.of(definitions);
    for (var event : events) {
      var plan = plan(new EventNames(event.name(), all, common, elsewhere), all.get(event.name()));
      check(plan.shape(of), event.name());
      definitions.indexOf(event.name()).ifPresent(index -> plans.put(index, plan));
    }
    return result(events.stream().map(EventDefinition::name).toList(), missing, plans);
  }

  private boolean isMeant(EventDefinition event) {
    return of.from().stream().anyMatch(pattern -> pattern.matches(event.name()));
  }

  /** What 'from' names that is not there. */
  static List<String> missing(Aggregation of, Definitions definitions) {
    return of.from().stream()
        .filter(
            pattern ->
                definitions.events().stream().noneMatch(event -> pattern.matches(event.name())))
        .map(Aggregation.Pattern::text)
        .toList();
  }

  private Fit pseudo(int index, Map<String, Field> fields) {
    var plan = plan(new EventNames("", Map.of(), fields, Map.of()), null);
    check(plan.shape(of), "");
    return result(List.of(), List.of(), Map.of(index, plan));
  }

  private Fit result(List<String> events, List<String> missing, Map<Integer, EventPlan> plans) {
    var known = shape;
    return known == null || !problems.found().isEmpty()
        ? new Fit.Unfit(problems.found().stream().distinct().toList())
        : new Fit.Active(known, events, missing, unsigned(plans), new Fit.Plans(plans));
  }

  private Set<String> unsigned(Map<Integer, EventPlan> plans) {
    var unsigned = new HashSet<String>();
    plans.values().forEach(plan -> unsigned.addAll(plan.unsigned(of)));
    return unsigned;
  }

  private EventPlan plan(EventNames names, @Nullable Arguments arguments) {
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
      measures.add(argument.orElse(TRUE));
    }
    var fields = new CompiledFields(where, groups, measures);
    return new EventPlan(of, arguments, names.argumentsUsed(), fields);
  }

  private Optional<Field> compile(Expression expression, EventNames names) {
    try {
      return Optional.of(Expressions.compile(expression.parsed(), names));
    } catch (BadExpressionException e) {
      problems.in(expression.node(), e);
      return Optional.empty();
    }
  }

  private Optional<Value.OfBool> condition(Expression expression, EventNames names) {
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

  private Field group(ScalarNode node, EventNames names) {
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

  /** All events of an aggregation have to make results of one kind. */
  private void check(Shape of, String event) {
    var first = shape;
    if (first == null) {
      shape = of;
      firstEvent = event;
      return;
    }
    for (int i = 0; i < of.groups().size(); i++) {
      differ(this.of.groupBy().get(i), first.groups().get(i), of.groups().get(i), event);
    }
    for (int i = 0; i < of.measures().size(); i++) {
      differ(
          this.of.measures().get(i).node(), first.measures().get(i), of.measures().get(i), event);
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
        if (of.from().stream().anyMatch(pattern -> pattern.matches(event.name()))) {
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
