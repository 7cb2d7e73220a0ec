package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.value.Type;
import io.qtrace.yaml.Problems;
import io.qtrace.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is remembered of an event until another comes, for an aggregation of pairs or of states, and
 * what that makes of it. Immutable and thread-safe: values are in the input.
 *
 * @param start what is kept of starts; of what says a state: the state, the one before it if that
 *     is said, and other fields
 * @param end what is kept of ends; of states nothing
 */
public record RememberedFields(List<Type> start, List<Type> end, CompiledFields fields) {

  static final String START = "start.";
  static final String END = "end.";

  public RememberedFields {
    start = List.copyOf(start);
    end = List.copyOf(end);
  }

  /**
   * @param name as expressions have it; of pairs with the side that it is of
   */
  public record KeptField(String name, Type type, boolean isUnsigned) {}

  /** Whether an aggregation remembers events. */
  public static boolean areOf(Aggregation of) {
    return of.isOfPairs() || of.isOfStates();
  }

  /** Names of the fields that are kept of starts, or of what says a state. */
  public static List<String> ofStart(Aggregation of) {
    return of.source() instanceof Source.States states ? ofStates(of, states) : names(of, START);
  }

  /** Names of the fields that are kept of ends. */
  public static List<String> ofEnd(Aggregation of) {
    return names(of, END);
  }

  private static List<String> ofStates(Aggregation of, Source.States states) {
    var names = new ArrayList<String>();
    names.add(states.value().getValue());
    states.initial().ifPresent(node -> names.add(node.getValue()));
    of.names().stream()
        .filter(name -> !name.equals(StateNames.STATE) && name.indexOf('.') < 0)
        .forEach(names::add);
    return names;
  }

  private static List<String> names(Aggregation of, String side) {
    return of.names().stream()
        .filter(name -> name.startsWith(side))
        .map(name -> name.substring(side.length()))
        .toList();
  }

  /**
   * Compiles them.
   *
   * @param kept of starts, then of ends, as far as they are there
   * @param unknown why there is no such field
   */
  public static CompiledFields compile(
      Aggregation of, List<KeptField> kept, UnaryOperator<String> unknown, Problems problems) {
    var names =
        of.source() instanceof Source.States states
            ? new StateNames(states, kept, unknown)
            : new PairNames(kept, unknown);
    return new FieldCompiler(of, problems).compile(names);
  }

  /**
   * The same again, of what was sound once.
   *
   * @param kept types of what is kept of starts, then of ends
   */
  public static RememberedFields of(Aggregation of, List<Type> kept) {
    var names = new ArrayList<String>();
    ofStart(of).forEach(name -> names.add(of.isOfPairs() ? START + name : name));
    int starts = names.size();
    ofEnd(of).forEach(name -> names.add(END + name));
    var all = new ArrayList<KeptField>();
    for (int i = 0; i < names.size(); i++) {
      all.add(new KeptField(names.get(i), kept.get(i), false));
    }
    var problems = Aggregations.problems(new YamlText(of.title(), of.yaml()));
    var fields = compile(of, all, name -> "there is no " + name, problems);
    problems.throwIfAny();
    return new RememberedFields(kept.subList(0, starts), kept.subList(starts, kept.size()), fields);
  }
}
