package io.qtrace.aggregation.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept for one measure of one group. Not thread-safe. */
public sealed interface State permits Counter, Sum, Extreme, Last, Distinct, Quantiles {

  /** Adds the value of an event, which is present. */
  void add(Sample sample);

  /** Adds all of another state of the same measure. */
  void merge(State other);

  /** Writes all of it, in few bytes. */
  void encode(DataOutput out) throws IOException;

  /** Reads what {@link #encode} wrote into this one, which has to be new. */
  void decode(DataInput in) throws IOException;

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
