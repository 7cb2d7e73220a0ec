package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Value;
import io.qtrace.aggregation.window.GroupKey;
import io.qtrace.aggregation.window.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one event does for one aggregation. Holds scratch space, so it is not thread-safe. */
final class EventPlan {

  private final @Nullable Arguments arguments;
  private final int argumentsUsed;
  private final Value.@Nullable OfBool where;
  private final List<Sample> groups;
  private final List<Sample> measures;
  private final GroupKey key = new GroupKey();
  private final int mostTextBytes;

  /**
   * @param arguments null if none are used
   */
  EventPlan(
      Aggregation of, @Nullable Arguments arguments, int argumentsUsed, CompiledFields fields) {
    this.arguments = arguments;
    this.argumentsUsed = argumentsUsed;
    this.where = fields.where;
    this.groups = fields.groups.stream().map(Sample::new).toList();
    this.measures = fields.measures.stream().map(Sample::new).toList();
    this.mostTextBytes = of.limits().textBytes();
  }

  /** The expressions of an aggregation for one event. */
  record CompiledFields(Value.@Nullable OfBool where, List<Field> groups, List<Field> measures) {}

  Shape shape(Aggregation of) {
    return new Shape(
        of,
        groups.stream().map(Sample::type).toList(),
        measures.stream().map(Sample::type).toList());
  }

  /** Fields of results that are the event's arguments of 64 bits without a sign. */
  Set<String> unsigned(Aggregation of) {
    var fields = new HashSet<String>();
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).isUnsigned()) {
        fields.add(of.groupFields().get(i));
      }
    }
    for (int i = 0; i < measures.size(); i++) {
      if (measures.get(i).isUnsigned()) {
        fields.addAll(of.measures().get(i).fields());
      }
    }
    return fields;
  }

  /** Counts the event, if it is meant. */
  void accept(Input in, Summing sums) {
    if (arguments != null) {
      arguments.locate(in.event, argumentsUsed, in.at);
    }
    in.missing = Input.PRESENT;
    if (where != null && !where.get(in) && in.missing == Input.PRESENT) {
      return;
    }
    if (in.missing == Input.ABSENT) {
      return;
    }
    if (in.missing == Input.FAILED || !take(groups, in) || !take(measures, in)) {
      sums.fail(in.epochNs);
      return;
    }
    for (var group : groups) {
      if (!group.isPresent()) {
        return;
      }
    }
    key.set(groups, mostTextBytes);
    sums.add(in.epochNs, key, measures);
  }

  private static boolean take(List<Sample> samples, Input in) {
    for (int i = 0; i < samples.size(); i++) {
      if (!samples.get(i).take(in)) {
        return false;
      }
    }
    return true;
  }
}
