package io.qtrace.aggregation.window;

import io.qtrace.aggregation.measure.Distinct;
import io.qtrace.aggregation.measure.Sample;
import io.qtrace.conversion.window.WindowSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One window of one aggregation. Groups beyond the limit are one together, so that totals stay
 * exact: first come, first kept. Not thread-safe.
 */
final class GroupWindow {

  final Shape shape;
  final WindowSpec spec;
  final long startMs;

  /** In the order in which they came. */
  final Map<GroupKey, Group> groups = new LinkedHashMap<>();

  final Distinct overflowKeys = new Distinct();
  @Nullable Group overflow;
  long failed;
  long lateEvents;
  long droppedEvents;
  private long lastLoss = -1;

  GroupWindow(Shape shape, WindowSpec spec, long startMs) {
    this.shape = shape;
    this.spec = spec;
    this.startMs = startMs;
  }

  void add(GroupKey key, List<Sample> values) {
    var group = groups.get(key);
    if (group == null) {
      group = open(key);
    }
    group.add(values);
  }

  private Group open(GroupKey key) {
    if (groups.size() < shape.aggregation().limits().groups()) {
      var group = new Group(shape);
      groups.put(key.copy(), group);
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

  double seconds() {
    return spec.sizeMs() / 1000.0;
  }
}
