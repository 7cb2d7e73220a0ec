package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Premise;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.attribution.request.Requests;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counting at rest. Every request whose place is known gets exactly one change. Where as many like
 * changes wait as there were such requests, and it is quiet, none of them is of a request whose
 * place is not known.
 */
public final class RestRule {

  private final Requests requests;
  private final Waiting waiting;
  private final Doubt doubt;
  private final Premise premise;

  /** Nothing comes any more, or not soon. */
  private boolean isEnd;

  /** Requests with a place that no change waited for when the end came. */
  private long leftAtEnd;

  public RestRule(Requests requests, Waiting waiting, Doubt doubt, Premise premise) {
    this.requests = requests;
    this.waiting = waiting;
    this.doubt = doubt;
    this.premise = premise;
  }

  public void end() {
    isEnd = true;
    leftAtEnd = left().size();
  }

  public void goOn() {
    isEnd = false;
  }

  public boolean isEnd() {
    return isEnd;
  }

  /**
   * Takes candidates from changes that cannot be theirs.
   *
   * @param activeNs now, by {@link ActiveTime}
   * @return the changes that have fewer
   */
  public List<Change> apply(Change one, long activeNs) {
    if (!one.mayBeAnywhere() || doubt.isOfForgotten(one)) {
      return List.of();
    }
    if (doubt.isNearLoss(one)) {
      boolean isOver = hasWaitedLong(one, activeNs) && areUnplacedIdle(one) && noOtherReaches(one);
      return isOver ? withoutUnplaced(List.of(one)) : List.of();
    }
    var like = waiting.unsettledLike(one);
    boolean isAtRest = premise.holds(0) && isBalanced(like) && isQuiet(one, activeNs);
    return isAtRest ? withoutUnplaced(like) : List.of();
  }

  private static List<Change> withoutUnplaced(List<Change> changes) {
    changes.forEach(Change::isOfLocated);
    return changes;
  }

  private static boolean areUnplacedIdle(Change change) {
    for (var candidate : change.candidates()) {
      if (!candidate.isLocated() && !Requests.isIdle(candidate, change.arrival().number())) {
        return false;
      }
    }
    return true;
  }

  /** Counts are off near a loss; where only one block is known to reach, that is no matter. */
  private boolean noOtherReaches(Change change) {
    for (var candidate : change.candidates()) {
      var block = candidate.block();
      if (block != null) {
        return !doubt.isReachedByAnother(block, change);
      }
    }
    return false;
  }

  /**
   * Whether nothing more can be on its way to that place: the VM has done other things for long, or
   * all that is under way waits here. A pause alone proves nothing, as what is under way waits too.
   */
  private boolean isQuiet(Change change, long activeNs) {
    if (isEnd) {
      return premise.holds(leftAtEnd);
    }
    var left = left();
    long stale = left.stream().filter(requests::isStale).count();
    return premise.holds(stale) && (hasWaitedLong(change, activeNs) || stale == left.size());
  }

  private boolean hasWaitedLong(Change change, long activeNs) {
    return isEnd
        || activeNs - change.arrival().activeNs() > Waiting.WAIT_NS
        || requests.isLongAgo(change.arrival().number());
  }

  /** Requests with a place that no change waits for. */
  private Set<Request> left() {
    var left = new HashSet<Request>();
    for (var request : requests.underWay()) {
      if (request.isAwaited() && request.isCounted()) {
        left.add(request);
      }
    }
    waiting.all().forEach(change -> change.candidates().forEach(left::remove));
    return left;
  }

  private boolean isBalanced(List<Change> like) {
    var placed = placedFor(like);
    return placed.size() == like.size()
        && placed.stream().allMatch(Request::isCounted)
        && !isContested(like);
  }

  /** The requests for the place of these changes: those under way and those that were. */
  private Set<Request> placedFor(List<Change> like) {
    var placed = new LinkedHashSet<Request>();
    like.forEach(change -> placed.addAll(change.candidates()));
    placed.addAll(requests.underWay());
    placed.removeIf(request -> !request.isAwaited() || !request.canBe(like.get(0).event()));
    return placed;
  }

  /** Whether one of the changes came when no request for its place was left: it is of another. */
  private static boolean isContested(List<Change> like) {
    var before = new LinkedHashSet<Request>();
    int count = 0;
    for (var change : like) {
      count++;
      change.candidates().stream().filter(Request::isAwaited).forEach(before::add);
      if (before.size() < count) {
        return true;
      }
    }
    return false;
  }
}
