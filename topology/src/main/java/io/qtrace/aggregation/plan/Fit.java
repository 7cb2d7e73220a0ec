package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Type;
import io.qtrace.definition.Definitions;
import io.qtrace.text.Diagnostic;
import io.qtrace.yaml.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How an aggregation stands to the definitions of one QEMU. */
public sealed interface Fit {

  /**
   * Holds an aggregation against definitions. Its plans are for one thread.
   *
   * @param text that the aggregation was read from
   * @param elsewhere types of arguments that its events have with other definitions, see {@link
   *     #types}
   */
  static Fit of(
      Aggregation aggregation, YamlText text, Definitions with, Map<String, Type> elsewhere) {
    return new Fitting(aggregation, text, with, elsewhere).fit();
  }

  /** Types of the arguments of its events, as {@code event.argument}, whoever has them. */
  static Map<String, Type> types(Aggregation of, List<KnownDefinitions> known) {
    return Fitting.types(of, known);
  }

  /**
   * It has results.
   *
   * @param events that it takes; none for pseudo-events
   * @param unsigned fields of results that are arguments of 64 bits without a sign
   * @param missing names of 'from' that are not there
   */
  record Active(
      Shape shape, List<String> events, List<String> missing, Set<String> unsigned, Plans plans)
      implements Fit {

    public Active {
      events = List.copyOf(events);
      missing = List.copyOf(missing);
      unsigned = Set.copyOf(unsigned);
    }

    /** The same by a shape that is like its own. */
    public Active of(Shape other) {
      return new Active(other, events, missing, unsigned, plans);
    }
  }

  /**
   * None of its events is there.
   *
   * @param missing what 'from' names
   */
  record Inactive(List<String> missing) implements Fit {

    public Inactive {
      missing = List.copyOf(missing);
    }
  }

  /** An event is there, but not as the aggregation needs it. */
  record Unfit(List<Diagnostic> why) implements Fit {

    public Unfit {
      why = List.copyOf(why);
    }
  }

  /** What one event does. Not thread-safe. */
  @FunctionalInterface
  interface Plan {

    /** Counts the event, if it is meant. */
    void accept(Input in, Summing sums);
  }

  /** What each event does. */
  final class Plans {

    final Map<Integer, Plan> byDefinition;

    Plans(Map<Integer, ? extends Plan> byDefinition) {
      this.byDefinition = Map.copyOf(byDefinition);
    }
  }
}
