package io.qtrace.aggregation.state;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.pair.Pairs;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.aggregation.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregation over the time in which it is in force. One that is taken out of force and put into
 * it again has two. Not thread-safe.
 */
final class Run {

  final int id;
  final AggregationWindows windows;

  /** Null if it is not of pairs. */
  private final @Nullable Pairs pairs;

  /** It takes what belongs to windows that began before, and ends with the last of them. */
  boolean isEnding;

  Run(int id, AggregationWindows windows) {
    this.id = id;
    this.windows = windows;
    var shape = windows.shape();
    this.pairs = shape.aggregation().isOfPairs() ? new Pairs(shape, windows) : null;
  }

  String title() {
    return windows.shape().aggregation().title();
  }

  /** How many starts wait for their ends. */
  int openStarts() {
    return pairs == null ? 0 : pairs.open();
  }

  long memoryBytes() {
    return windows.memoryBytes() + (pairs == null ? 0 : pairs.memoryBytes());
  }

  void occurred(TraceClock clock, Occurrence occurrence) {
    if (pairs != null) {
      pairs.occurred(clock, occurrence);
    }
  }

  /** The clock has gone on. */
  void passed(TraceClock clock) {
    if (pairs != null) {
      pairs.passed(clock);
    }
    windows.close(clock);
  }

  /** Nothing comes any more. */
  void silence(TraceClock clock) {
    if (pairs != null) {
      pairs.silence(clock);
    }
    windows.closeAll(clock);
  }

  /** It begins where others may end that have its name. */
  void takeOver(List<Run> before) {
    if (pairs != null && !before.isEmpty()) {
      var last = before.get(before.size() - 1).pairs;
      if (last != null) {
        pairs.takeOver(last);
      }
    }
  }

  void encode(DataOutput out) throws IOException {
    out.writeInt(id);
    out.writeBoolean(isEnding);
    windows.encode(out);
    if (pairs != null) {
      pairs.encode(out);
    }
  }

  /** Reads what {@link #encode} wrote behind the first two. */
  void decode(DataInput in) throws IOException {
    windows.decode(in);
    if (pairs != null) {
      pairs.decode(in);
    }
  }
}
