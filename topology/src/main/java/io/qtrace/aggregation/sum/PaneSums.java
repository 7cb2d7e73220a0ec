package io.qtrace.aggregation.sum;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of events adds to the windows of one aggregation. All of them are in one pane: the
 * span between two times at which any of its windows may begin or end. So all are in the same
 * windows. Of sessions, which may begin whenever an event comes, the pane is a millisecond. Not
 * thread-safe.
 */
public final class PaneSums {

  private final Shape shape;

  /** In the order in which they came. */
  private final Map<GroupKey, Group> groups;

  private long startMs;
  private long events;
  private long failed;

  /** Of an aggregation; nothing yet. */
  public PaneSums(Shape shape) {
    this(shape, new LinkedHashMap<>());
  }

  private PaneSums(Shape shape, Map<GroupKey, Group> groups) {
    this.shape = shape;
    this.groups = groups;
  }

  /** Forgets all, and goes on with the pane that begins then. */
  public void begin(long ms) {
    clear();
    startMs = ms;
  }

  public void clear() {
    if (!isEmpty()) {
      groups.clear();
      events = 0;
      failed = 0;
    }
  }

  public boolean isEmpty() {
    return events == 0 && failed == 0;
  }

  /** An event. */
  public void add(GroupKey key, List<Sample> values) {
    events++;
    var group = groups.get(key);
    if (group == null) {
      group = new Group(shape);
      groups.put(key.copy(), group);
    }
    group.add(values);
  }

  /** An event without an exact value. */
  public void fail() {
    failed++;
  }

  /** Adds what other events of the same pane do. */
  public void merge(PaneSums more) {
    events += more.events;
    failed += more.failed;
    for (var other : more.groups.entrySet()) {
      var group = groups.get(other.getKey());
      if (group == null) {
        group = new Group(shape);
        groups.put(other.getKey(), group);
      }
      group.merge(other.getValue());
    }
  }

  /** Where the pane begins. */
  public long startMs() {
    return startMs;
  }

  /** In the order in which they came; nobody else changes it. */
  public Map<GroupKey, Group> groups() {
    return groups;
  }

  public long events() {
    return events;
  }

  public long failed() {
    return failed;
  }

  /** Writes all of it; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    Numbers.writeSigned(out, startMs);
    Numbers.write(out, events);
    Numbers.write(out, failed);
    Numbers.write(out, groups.size());
    for (var group : groups.entrySet()) {
      group.getKey().encode(out);
      group.getValue().encode(out);
    }
  }

  /**
   * @throws IOException if it is of another shape
   */
  public static PaneSums decode(DataInput in, Shape shape) throws IOException {
    long startMs = Numbers.readSigned(in);
    long events = Numbers.read(in);
    long failed = Numbers.read(in);
    var groups = new LinkedHashMap<GroupKey, Group>();
    for (long left = Numbers.read(in); left > 0; left--) {
      groups.put(GroupKey.decode(in), Group.decode(in, shape));
    }
    var sums = new PaneSums(shape, groups);
    sums.startMs = startMs;
    sums.events = events;
    sums.failed = failed;
    return sums;
  }
}
