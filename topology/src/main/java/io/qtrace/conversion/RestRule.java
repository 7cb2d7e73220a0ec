package io.qtrace.conversion;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counting at rest. Every request whose place is known gets exactly one change. Where as many like
 * changes wait as there were such requests, and have waited long enough, none of them is of a
 * request whose place is not known.
 */
final class RestRule {

  private final Requests requests;
  private final Waiting waiting;
  private final Doubt doubt;
  private final Premise premise;

  RestRule(Requests requests, Waiting waiting, Doubt doubt, Premise premise) {
    this.requests = requests;
    this.waiting = waiting;
    this.doubt = doubt;
    this.premise = premise;
  }

  /**
   * Takes candidates from changes that can not be theirs.
   *
   * @return the changes that have fewer
   */
  List<Change> apply(Change one) {
    if (!one.mayBeAnywhere() || doubt.isOfForgotten(one)) {
      return List.of();
    }
    if (doubt.isNearLoss()) {
      return noOtherReaches(one) ? withoutUnplaced(List.of(one)) : List.of();
    }
    var like = waiting.unsettledLike(one);
    return premise.holds() && isBalanced(like) ? withoutUnplaced(like) : List.of();
  }

  private static List<Change> withoutUnplaced(List<Change> changes) {
    for (var change : changes) {
      change.presumed = null;
      change.candidates.removeIf(request -> !request.isLocated());
    }
    return changes;
  }

  /** Counts are off near a loss; where only one block is known to reach, that is no matter. */
  private boolean noOtherReaches(Change change) {
    for (var candidate : change.candidates) {
      var block = candidate.block;
      if (block != null) {
        return !doubt.isReachedByAnother(block, change);
      }
    }
    return false;
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
    like.forEach(change -> placed.addAll(change.candidates));
    placed.addAll(requests.underWay());
    placed.removeIf(request -> !request.isAwaited() || !request.canBe(like.get(0)));
    return placed;
  }

  /** Whether one of the changes came when no request for its place was left: it is of another. */
  private static boolean isContested(List<Change> like) {
    var before = new LinkedHashSet<Request>();
    int count = 0;
    for (var change : like) {
      count++;
      change.candidates.stream().filter(Request::isAwaited).forEach(before::add);
      if (before.size() < count) {
        return true;
      }
    }
    return false;
  }
}
