package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.value.Type;
import io.qtrace.yaml.Problems;
import io.qtrace.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is kept of starts and ends for an aggregation of pairs, and what it makes of that. Immutable
 * and thread-safe: values are in the input.
 *
 * @param start what is kept of starts
 * @param end of ends
 */
public record PairFields(List<Type> start, List<Type> end, CompiledFields fields) {

  static final String START = "start.";
  static final String END = "end.";

  public PairFields {
    start = List.copyOf(start);
    end = List.copyOf(end);
  }

  /**
   * @param name with the side that it is of
   */
  public record KeptField(String name, Type type, boolean isUnsigned) {}

  /** Names of fields of starts that expressions have, without the side. */
  public static List<String> ofStart(Aggregation of) {
    return names(of, START);
  }

  /** Names of fields of ends that expressions have, without the side. */
  public static List<String> ofEnd(Aggregation of) {
    return names(of, END);
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
   * @param unknown why there is no such field of a side
   */
  public static CompiledFields compile(
      Aggregation of, List<KeptField> kept, UnaryOperator<String> unknown, Problems problems) {
    return new FieldCompiler(of, problems).compile(new PairNames(kept, unknown));
  }

  /**
   * The same again, of what was sound once.
   *
   * @param kept types of what is kept of starts, then of ends
   */
  public static PairFields of(Aggregation of, List<Type> kept) {
    var names = new ArrayList<String>();
    ofStart(of).forEach(name -> names.add(START + name));
    int starts = names.size();
    ofEnd(of).forEach(name -> names.add(END + name));
    var all = new ArrayList<KeptField>();
    for (int i = 0; i < names.size(); i++) {
      all.add(new KeptField(names.get(i), kept.get(i), false));
    }
    var problems = Aggregations.problems(new YamlText(of.title(), of.yaml()));
    var fields = compile(of, all, name -> "there is no " + name, problems);
    problems.throwIfAny();
    return new PairFields(kept.subList(0, starts), kept.subList(starts, kept.size()), fields);
  }
}
