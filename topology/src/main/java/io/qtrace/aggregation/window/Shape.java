package io.qtrace.aggregation.window;

import io.qtrace.aggregation.measure.State;
import io.qtrace.aggregation.measure.States;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.value.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * An aggregation and what types its fields have with some definitions.
 *
 * @param groups by group field
 * @param measures by measure: of its argument, BOOL without one
 */
public record Shape(Aggregation aggregation, List<Type> groups, List<Type> measures) {

  public Shape {
    groups = List.copyOf(groups);
    measures = List.copyOf(measures);
  }

  /** Nothing measured yet. */
  List<State> states() {
    var states = new ArrayList<State>(measures.size());
    for (int i = 0; i < measures.size(); i++) {
      states.add(States.of(aggregation.measures().get(i), measures.get(i)));
    }
    return states;
  }
}
