package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.window.Shape;
import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.Map;

/** How an aggregation stands to the definitions of one QEMU. */
public sealed interface Fit {

  /**
   * It has results.
   *
   * @param events that it takes; none for pseudo-events
   * @param missing names of 'from' that are not there
   */
  record Active(Shape shape, List<String> events, List<String> missing, Plans plans)
      implements Fit {

    public Active {
      events = List.copyOf(events);
      missing = List.copyOf(missing);
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

  /** What each event does. */
  final class Plans {

    final Map<Integer, EventPlan> byDefinition;

    Plans(Map<Integer, EventPlan> byDefinition) {
      this.byDefinition = Map.copyOf(byDefinition);
    }
  }
}
