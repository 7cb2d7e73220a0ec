package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.attribution.request.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The changes that have not left, in the order they came; the first is not settled. */
public final class Waiting {

  public static final int MAX = 4096;

  /** How long a change waits, in event time. */
  public static final long WAIT_NS = 1_000_000_000L;

  private final ArrayDeque<Change> changes = new ArrayDeque<>();

  public ArrayDeque<Change> all() {
    return changes;
  }

  public void add(Change change) {
    changes.addLast(change);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  public boolean isTooLong() {
    return changes.size() > MAX;
  }

  public @Nullable Change first() {
    return changes.peekFirst();
  }

  /** The VM's time went on. */
  public void time(long beforeNs, long nowNs) {
    if (changes.isEmpty()) {
      return;
    }
    for (var it = changes.descendingIterator(); it.hasNext(); ) {
      var change = it.next();
      if (change.sinceNs() != Change.NOT_YET) {
        return;
      }
      change.stamp(beforeNs, nowNs);
    }
  }

  /** So many events were lost, perhaps before these came. */
  public void lost(long count) {
    for (var change : changes) {
      change.lost(count);
    }
  }

  public List<Change> unsettled() {
    return changes.stream().filter(change -> !change.isSettled()).toList();
  }

  /** Those at the place of this one, which may be one of them. */
  public List<Change> unsettledLike(Change one) {
    var like = new ArrayList<Change>(2);
    for (var change : changes) {
      if (!change.isSettled() && change.isLike(one)) {
        like.add(change);
      }
    }
    return like;
  }

  /** Whether one that is not settled can be of this request. */
  public boolean mayBeOf(Request request) {
    for (var change : changes) {
      if (!change.isSettled() && change.candidates().contains(request)) {
        return true;
      }
    }
    return false;
  }

  /** Lets those go that wait for nothing. */
  public void release(Consumer<Change> to) {
    for (var first = changes.peekFirst(); first != null; first = changes.peekFirst()) {
      if (!first.isSettled()) {
        return;
      }
      changes.removeFirst();
      to.accept(first);
    }
  }
}
