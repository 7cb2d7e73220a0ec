package io.qtrace.aggregation.window;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.measure.Distinct;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.sum.Group;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one aggregation that have not ended, one of a group. Groups beyond the limit have
 * one together, so that totals stay exact; while there is one, all groups without a session of
 * their own are in it. Not thread-safe.
 */
final class Sessions {

  /** One of them. Others change it only by its owner, as it stands in an order. */
  static final class Session {

    /** Null: of the groups beyond the limit. */
    final @Nullable GroupKey key;

    private final long number;
    final Group group;
    final Distinct overflowKeys = new Distinct();
    private long startMs;
    private long lastMs;
    private long endMs;
    long failed;
    long lateEvents;

    private Session(@Nullable GroupKey key, long number, Group group) {
      this.key = key;
      this.number = number;
      this.group = group;
    }

    /** When its first event was. */
    long startMs() {
      return startMs;
    }

    /** What comes then, or later, is of another one. */
    long endMs() {
      return endMs;
    }

    private boolean reachesTo(long ms) {
      return ms >= startMs && ms < endMs;
    }
  }

  private final Shape shape;
  private final long gapMs;
  private final long maxMs;
  private final int most;
  private final Map<GroupKey, Session> byGroup = new HashMap<>();
  private @Nullable Session overflow;

  /** In the order in which they end, as it stands now; of those that end at once as they began. */
  private final TreeSet<Session> byEnd =
      new TreeSet<>(
          Comparator.comparingLong((Session one) -> one.endMs)
              .thenComparingLong(one -> one.number));

  private long next;

  Sessions(Shape shape, Aggregation.Session of) {
    this.shape = shape;
    this.gapMs = of.gap().toMillis();
    this.maxMs = of.max().toMillis();
    this.most = shape.aggregation().limits().groups();
  }

  boolean isEmpty() {
    return byEnd.isEmpty();
  }

  int size() {
    return byEnd.size();
  }

  /** When the first one began; never if there is none. */
  long firstStartMs() {
    return byEnd.stream().mapToLong(Session::startMs).min().orElse(Long.MAX_VALUE);
  }

  /** When the last event was that is not behind that time; long ago if there is none. */
  long lastMsUntil(long ms) {
    return byEnd.stream()
        .mapToLong(one -> one.lastMs)
        .filter(last -> last <= ms)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** The one that events of a group are in; null if there is none. */
  @Nullable Session of(GroupKey key) {
    var own = byGroup.get(key);
    return own == null ? overflow : own;
  }

  /** Adds to the session that reaches to that time; false if none does. */
  boolean add(long ms, GroupKey key, Group more) {
    var session = of(key);
    if (session == null || !session.reachesTo(ms)) {
      return false;
    }
    add(session, key, more);
    if (ms > session.lastMs) {
      reach(session, session.startMs, ms);
    }
    return true;
  }

  private static void add(Session session, GroupKey key, Group more) {
    session.group.merge(more);
    if (session.key == null) {
      session.overflowKeys.add(key.spreadHash());
    }
  }

  private void reach(Session session, long startMs, long lastMs) {
    byEnd.remove(session);
    session.startMs = startMs;
    session.lastMs = lastMs;
    session.endMs = Math.min(lastMs + gapMs, startMs + maxMs);
    byEnd.add(session);
  }

  /**
   * Begins a session, or begins one earlier that has begun; false if that would make it longer than
   * it may be, or there is a pause between.
   */
  boolean begin(long ms, GroupKey key, Group first) {
    var before = of(key);
    if (before == null) {
      var session = open(key);
      add(session, key, first);
      reach(session, ms, ms);
      return true;
    }
    if (before.startMs - ms >= gapMs || before.lastMs - ms >= maxMs) {
      return false;
    }
    add(before, key, first);
    reach(before, ms, before.lastMs);
    return true;
  }

  private Session open(GroupKey key) {
    boolean isKept = byGroup.size() < most;
    var session = new Session(isKept ? key : null, next++, new Group(shape));
    if (isKept) {
      byGroup.put(key, session);
    } else {
      overflow = session;
    }
    return session;
  }

  /** One that is over already, of a group that has begun another: it came too late for that. */
  Session alone(long ms, GroupKey key, Group group) {
    var session = new Session(key, next++, group);
    session.startMs = ms;
    session.lastMs = ms;
    session.endMs = ms + gapMs;
    return session;
  }

  /** Events had no exact value: nobody knows of which group they are. */
  void fail(long ms, long count) {
    for (var session : byEnd) {
      session.failed += session.reachesTo(ms) ? count : 0;
    }
  }

  /** The first one that ends by then; null if none does. */
  @Nullable Session firstEnded(long untilMs) {
    return byEnd.isEmpty() || byEnd.first().endMs > untilMs ? null : byEnd.first();
  }

  /** It has ended. */
  void remove(Session session) {
    byEnd.remove(session);
    if (session.key == null) {
      overflow = null;
    } else {
      byGroup.remove(session.key);
    }
  }

  void encode(DataOutput out) throws IOException {
    var inOrder = byEnd.stream().sorted(Comparator.comparingLong(one -> one.number)).toList();
    Numbers.write(out, inOrder.size());
    for (var session : inOrder) {
      encode(session, out);
    }
  }

  private static void encode(Session session, DataOutput out) throws IOException {
    out.writeBoolean(session.key != null);
    if (session.key != null) {
      session.key.encode(out);
    } else {
      session.overflowKeys.encode(out);
    }
    session.group.encode(out);
    Numbers.writeSigned(out, session.startMs);
    Numbers.write(out, session.lastMs - session.startMs);
    Numbers.write(out, session.failed);
    Numbers.write(out, session.lateEvents);
  }

  void decode(DataInput in) throws IOException {
    for (long left = Numbers.read(in); left > 0; left--) {
      var key = in.readBoolean() ? GroupKey.decode(in) : null;
      var keys = new Distinct();
      if (key == null) {
        keys.decode(in);
      }
      var session = new Session(key, next++, Group.decode(in, shape));
      session.overflowKeys.merge(keys);
      long startMs = Numbers.readSigned(in);
      reach(session, startMs, startMs + Numbers.read(in));
      session.failed = Numbers.read(in);
      session.lateEvents = Numbers.read(in);
      if (key == null) {
        overflow = session;
      } else {
        byGroup.put(key, session);
      }
    }
  }
}
