package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.evaluation.Occurrence.Role;
import io.qtrace.aggregation.event.Arguments;
import io.qtrace.aggregation.event.EventNames;
import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.definition.Definitions;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tells one event that counts together with others. Holds scratch space, so it is not thread-safe.
 */
final class OccurrencePlan implements Fit.Plan {

  /**
   * @param by what it is found by
   * @param kept of it
   */
  private record Telling(Role role, List<Sample> by, List<Sample> kept) {}

  /** What it is, in the order in which that counts. */
  private final List<Telling> all;

  private final Arguments arguments;
  private final int argumentsUsed;
  private final Occurrence occurrence = new Occurrence();

  /**
   * What one event is.
   *
   * @param names of the event, which have found all of its fields
   */
  record Part(Role role, List<Field> by, List<Field> kept, EventNames names) {}

  /**
   * @param parts in the order in which they count
   */
  OccurrencePlan(Arguments arguments, List<Part> parts) {
    this.arguments = arguments;
    this.argumentsUsed =
        parts.stream().mapToInt(part -> part.names.argumentsUsed()).max().orElse(0);
    this.all =
        parts.stream()
            .map(part -> new Telling(part.role, samples(part.by), samples(part.kept)))
            .toList();
  }

  /**
   * What each event does.
   *
   * @param parts what an event of a name is; nothing of most
   */
  static Fit.Plans plans(Definitions definitions, Function<String, Stream<Part>> parts) {
    var plans = new HashMap<Integer, Fit.Plan>();
    for (var event : definitions.events()) {
      var all = parts.apply(event.name()).toList();
      if (!all.isEmpty()) {
        definitions
            .indexOf(event.name())
            .ifPresent(index -> plans.put(index, new OccurrencePlan(new Arguments(event), all)));
      }
    }
    return new Fit.Plans(plans);
  }

  private static List<Sample> samples(List<Field> fields) {
    return fields.stream().map(Sample::new).toList();
  }

  @Override
  public void accept(Input in, Summing sums) {
    arguments.locate(in.event, argumentsUsed, in.at);
    occurrence.pid = in.event.pid;
    occurrence.epochNs = in.epochNs;
    for (int i = 0; i < all.size(); i++) {
      var telling = all.get(i);
      take(telling.by, in); // arguments always have a value
      take(telling.kept, in);
      occurrence.set(telling.role, telling.by, telling.kept);
      sums.tell(occurrence);
    }
  }

  private static void take(List<Sample> samples, Input in) {
    for (int i = 0; i < samples.size(); i++) {
      samples.get(i).take(in);
    }
  }
}
