package io.qtrace.aggregation.window;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.measure.Distinct;
import io.qtrace.aggregation.sum.Group;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.window.WindowSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One window of one aggregation. Groups beyond the limit are one together, so that totals stay
 * exact: first come, first kept. Not thread-safe.
 */
final class GroupWindow {

  final Shape shape;

  /** What results call windows of its length. */
  final String name;

  final long startMs;
  private final long endMs;

  /** In the order in which they came. */
  final Map<GroupKey, Group> groups = new LinkedHashMap<>();

  final Distinct overflowKeys = new Distinct();
  @Nullable Group overflow;
  long failed;
  long lateEvents;
  long droppedEvents;

  private final Map<Lack, Long> lacks = new EnumMap<>(Lack.class);

  /** It is published before its end: nobody counts in it any more. */
  boolean isCutShort;

  private long lastLoss = -1;

  GroupWindow(Shape shape, String name, long startMs, long endMs) {
    this.shape = shape;
    this.name = name;
    this.startMs = startMs;
    this.endMs = endMs;
  }

  /** One of a length. */
  static GroupWindow of(Shape shape, WindowSpec spec, long startMs) {
    return new GroupWindow(shape, spec.name(), startMs, startMs + spec.sizeMs());
  }

  /** Events of this time are in the next one. */
  long endMs() {
    return endMs;
  }

  void merge(PaneSums sums) {
    failed += sums.failed();
    for (var more : sums.groups().entrySet()) {
      var group = groups.get(more.getKey());
      if (group == null) {
        group = open(more.getKey());
      }
      group.merge(more.getValue());
    }
  }

  private Group open(GroupKey key) {
    if (groups.size() < shape.aggregation().limits().groups()) {
      var group = new Group(shape);
      groups.put(key, group);
      return group;
    }
    overflowKeys.add(key.spreadHash());
    var all = overflow;
    if (all == null) {
      all = new Group(shape);
      overflow = all;
    }
    return all;
  }

  /**
   * Events that were lost may be missing.
   *
   * @param loss which it is: one counts once
   */
  void lost(long loss, long count) {
    if (loss != lastLoss) {
      lastLoss = loss;
      droppedEvents += count;
    }
  }

  /** Whether there is anything to say that is of no group. */
  boolean hasLacks() {
    return !lacks.isEmpty();
  }

  void lack(Lack what, long more) {
    lacks.merge(what, more, Long::sum);
  }

  long lacks(Lack what) {
    return lacks.getOrDefault(what, 0L);
  }

  double seconds() {
    return (endMs - startMs) / 1000.0;
  }

  void encode(DataOutput out) throws IOException {
    out.writeLong(startMs);
    Numbers.write(out, failed);
    Numbers.write(out, lateEvents);
    Numbers.write(out, droppedEvents);
    out.writeLong(lastLoss);
    for (var lack : Lack.of(shape.aggregation())) {
      Numbers.write(out, lacks(lack));
    }
    Numbers.write(out, groups.size());
    for (var group : groups.entrySet()) {
      group.getKey().encode(out);
      group.getValue().encode(out);
    }
    overflowKeys.encode(out);
    out.writeBoolean(overflow != null);
    if (overflow != null) {
      overflow.encode(out);
    }
  }

  static GroupWindow decode(DataInput in, Shape shape, WindowSpec spec) throws IOException {
    var window = of(shape, spec, in.readLong());
    window.failed = Numbers.read(in);
    window.lateEvents = Numbers.read(in);
    window.droppedEvents = Numbers.read(in);
    window.lastLoss = in.readLong();
    for (var lack : Lack.of(shape.aggregation())) {
      long count = Numbers.read(in);
      if (count > 0) {
        window.lacks.put(lack, count);
      }
    }
    for (long left = Numbers.read(in); left > 0; left--) {
      window.groups.put(GroupKey.decode(in), Group.decode(in, shape));
    }
    window.overflowKeys.decode(in);
    window.overflow = in.readBoolean() ? Group.decode(in, shape) : null;
    return window;
  }
}
