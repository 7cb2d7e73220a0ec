package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * What an aggregation remembers of the events of one VM, and counts in its windows once others come
 * or time passes. Not thread-safe.
 */
public sealed interface Memory permits Pairs, StateTimes {

  /**
   * Empty if each event counts on its own.
   *
   * @param windows that it counts in
   */
  static Optional<Memory> of(Shape shape, AggregationWindows windows) {
    var source = shape.aggregation().source();
    if (source instanceof Source.Pair) {
      return Optional.of(new Pairs(shape, windows));
    }
    return source instanceof Source.States
        ? Optional.of(new StateTimes(shape, windows))
        : Optional.empty();
  }

  /** An event that it was told of. */
  void occurred(TraceClock clock, Occurrence occurrence);

  /**
   * The clock has gone on; windows are not closed yet. What has to be told of the trace does not
   * depend on how it is cut only where panes begin and end, so that is when this counts.
   */
  void passed(TraceClock clock);

  /** Nothing comes any more. */
  void silence(TraceClock clock);

  /** Events were lost about now. */
  default void lost(TraceClock clock) {}

  /** How many starts wait for their ends. */
  default int openStarts() {
    return 0;
  }

  /** What it takes up in memory, about. */
  long memoryBytes();

  /** It goes on with what one before it knows, if that takes the same events. */
  void takeOver(Memory before);

  /** Writes all of it; {@link #decode} is the way back. */
  void encode(DataOutput out) throws IOException;

  /**
   * Reads what {@link #encode} wrote into this one, which has to be new.
   *
   * @param version of the snapshot that it stands in
   */
  void decode(DataInput in, int version) throws IOException;
}
