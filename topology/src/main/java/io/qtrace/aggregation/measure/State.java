package io.qtrace.aggregation.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept for one measure of one group. Not thread-safe. */
public sealed interface State permits Counter, Sum, Extreme, Last, Distinct, Quantiles {

  /** Adds the value of an event, which is present. */
  void add(Sample sample);

  /** Adds all of another state of the same measure. */
  void merge(State other);

  /**
   * The numbers of a result; null where there was no value.
   *
   * @param seconds the length of the window
   */
  List<@Nullable Object> values(double seconds);

  /** Whether a sum had to be cut to what a long holds. */
  default boolean isSaturated() {
    return false;
  }
}
