package io.qtrace.aggregation.window;

import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.TreeMap;

/**
 * Events of which it is not certain yet in which session they are, summed up by the millisecond and
 * by group. Not thread-safe.
 */
final class WaitingEvents {

  private final Shape shape;
  private final TreeMap<Long, PaneSums> byMs = new TreeMap<>();
  private int groups;

  WaitingEvents(Shape shape) {
    this.shape = shape;
  }

  boolean isEmpty() {
    return byMs.isEmpty();
  }

  /** How many groups they have, each counted as often as it has milliseconds. */
  int groups() {
    return groups;
  }

  void add(PaneSums sums) {
    var at = byMs.computeIfAbsent(sums.startMs(), this::nothing);
    groups -= groups(at);
    at.merge(sums);
    groups += groups(at);
  }

  private PaneSums nothing(long ms) {
    var sums = new PaneSums(shape);
    sums.begin(ms);
    return sums;
  }

  /** Those without a value are of a group that nobody knows. */
  private static int groups(PaneSums sums) {
    return sums.groups().size() + (sums.failed() > 0 ? 1 : 0);
  }

  /** When the first ones are; there have to be some. */
  long firstMs() {
    return byMs.firstKey();
  }

  /** Whether there are some before. */
  boolean haveBefore(long ms) {
    return !byMs.isEmpty() && byMs.firstKey() < ms;
  }

  /** Whether there are some of that time or behind it. */
  boolean haveFrom(long ms) {
    return !byMs.isEmpty() && byMs.lastKey() >= ms;
  }

  /** When the last ones are that are not behind that time; long ago if there are none. */
  long lastMsUntil(long ms) {
    var last = byMs.floorKey(ms);
    return last == null ? Long.MIN_VALUE : last;
  }

  /** Takes the first ones, by time; there have to be some. */
  PaneSums takeFirst() {
    return taken(byMs.pollFirstEntry().getValue());
  }

  /** Takes the last ones, by time; there have to be some. */
  PaneSums takeLast() {
    return taken(byMs.pollLastEntry().getValue());
  }

  private PaneSums taken(PaneSums sums) {
    groups -= groups(sums);
    return sums;
  }

  void encode(DataOutput out) throws IOException {
    Numbers.write(out, byMs.size());
    for (var sums : byMs.values()) {
      sums.encode(out);
    }
  }

  void decode(DataInput in) throws IOException {
    for (long left = Numbers.read(in); left > 0; left--) {
      var sums = PaneSums.decode(in, shape);
      byMs.put(sums.startMs(), sums);
      groups += groups(sums);
    }
  }
}
