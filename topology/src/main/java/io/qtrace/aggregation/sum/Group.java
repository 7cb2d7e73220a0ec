package io.qtrace.aggregation.sum;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.measure.State;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was measured of one group in one window, or in a part of one. Not thread-safe. */
public final class Group {

  private final List<State> states;

  /** Nothing yet. */
  public Group(Shape shape) {
    states = shape.states();
  }

  void add(List<Sample> values) {
    for (int i = 0; i < states.size(); i++) {
      if (values.get(i).isPresent()) {
        states.get(i).add(values.get(i));
      }
    }
  }

  /** Adds all that was measured in another part. */
  public void merge(Group other) {
    for (int i = 0; i < states.size(); i++) {
      states.get(i).merge(other.states.get(i));
    }
  }

  /**
   * The numbers of all measures, as results have them.
   *
   * @param seconds the length of the window
   */
  public List<@Nullable Object> values(double seconds) {
    var values = new ArrayList<@Nullable Object>();
    states.forEach(state -> values.addAll(state.values(seconds)));
    return values;
  }

  /** The number of one measure, to compare groups by; null if there is none. */
  public @Nullable Object value(int measure, double seconds) {
    return states.get(measure).values(seconds).get(0);
  }

  /** Whether a sum had to be cut to what a long holds. */
  public boolean isSaturated() {
    return states.stream().anyMatch(State::isSaturated);
  }

  /** Writes all of it; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    for (var state : states) {
      state.encode(out);
    }
  }

  /** Reads what {@link #encode} wrote. */
  public static Group decode(DataInput in, Shape shape) throws IOException {
    var group = new Group(shape);
    for (var state : group.states) {
      state.decode(in);
    }
    return group;
  }
}
