package io.qtrace.conversion.attribution;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Discards;
import io.qtrace.conversion.attribution.change.Unclaimed;
import io.qtrace.conversion.attribution.change.Unconfirmed;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Losses;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.attribution.rule.DiscardRule;
import io.qtrace.conversion.attribution.rule.FromVeto;
import io.qtrace.conversion.attribution.rule.MapRule;
import io.qtrace.conversion.attribution.rule.OnlyFitRule;
import io.qtrace.conversion.attribution.rule.PairRule;
import io.qtrace.conversion.attribution.rule.RestRule;
import io.qtrace.conversion.attribution.rule.Settlement;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.outcome.Attributed;
import java.util.function.Consumer;

/**
 * Changes from when they come until they leave, in the order in which they came: when the rules are
 * asked, how long a change waits, and when it is given up. Not thread-safe.
 */
final class Leaving {

  /** How long a change waits where requests for its place keep coming, in event time. */
  private static final long LONGEST_WAIT_NS = 4_000_000_000L;

  /**
   * By which changes are settled, in this order.
   *
   * @param settlement does it, and gives up where no rule applies
   */
  record Rules(
      MapRule map,
      OnlyFitRule onlyFit,
      PairRule pair,
      DiscardRule discard,
      RestRule rest,
      Settlement settlement) {}

  private final MemoryMap map;
  private final ActiveTime active;
  private final Losses losses;
  private final Requests requests;
  private final Waiting waiting;
  private final Discards discards;
  private final Unclaimed unclaimed;
  private final Unconfirmed unconfirmed;
  private final FromVeto veto;
  private final Rules rules;
  private final Settlement settlement;
  private final Contradiction contradiction;
  private final Consumer<Attributed> left;
  private final Consumer<Change> leaves = this::leave;

  /**
   * @param left takes each change with its block and rule
   */
  Leaving(UnderWay all, Rules rules, Contradiction contradiction, Consumer<Attributed> left) {
    this.map = all.map();
    this.active = all.active();
    this.losses = all.losses();
    this.requests = all.requests();
    this.waiting = all.waiting();
    this.discards = all.discards();
    this.unclaimed = all.unclaimed();
    this.unconfirmed = all.unconfirmed();
    this.veto = all.veto();
    this.rules = rules;
    this.settlement = rules.settlement;
    this.contradiction = contradiction;
    this.left = left;
  }

  /** A change comes. */
  void add(Change change) {
    waiting.add(change);
    look(change);
    var first = waiting.first();
    if (waiting.isTooLong() && first != null) {
      giveUp(first);
    }
    release();
  }

  /** By what is known when it comes, and when more becomes known of where its requests go. */
  private void look(Change change) {
    if (!change.isSettled()) {
      rules.map.apply(change);
    }
    if (!change.isSettled()) {
      rules.onlyFit.apply(change);
    }
    if (!change.isSettled()) {
      rules.pair.apply(change);
    }
  }

  /** The memory map knows more: requests under way may have a place now. */
  void mapped() {
    requests.locate(map);
    unclaimed.claim(requests.underWay(), settlement::take);
    for (var change : waiting.unsettled()) {
      if (!change.isSettled() && !change.candidates().isEmpty()) {
        change.locate(map);
        if (!change.candidates().isEmpty()) {
          look(change);
        }
      }
    }
    release();
  }

  /** The VM's time; nothing happens if it is not later. */
  void time(long epochNs) {
    long beforeNs = active.vmNs();
    if (epochNs <= beforeNs) {
      return;
    }
    active.comeTo(epochNs);
    waiting.time(beforeNs, epochNs);
    overdue(active.nowNs());
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      if (!hasWaitedEnough(first)) {
        return;
      }
      giveUp(first);
      release();
    }
  }

  private void overdue(long activeNs) {
    for (var late = discards.nextOverdue(activeNs); late != null; ) {
      discardIsOverdue(late);
      late = discards.nextOverdue(activeNs);
    }
  }

  /** The discard had to be there by now. */
  private void discardIsOverdue(Change change) {
    if (change.isSettled()) {
      return;
    }
    if (contradiction.isRefuted(change)) {
      contradiction.refute(null);
      return;
    }
    var presumed = change.evidence().presumed();
    boolean hadToCome =
        !change.evidence().isContradicted() && !losses.isNear() && !rules.rest.isEnd();
    if (presumed != null && hadToCome) {
      discards.gaveNone(presumed);
    }
    rules.discard.settleWithout(change);
    release();
  }

  private boolean hasWaited(Change change) {
    return change.sinceNs() != Change.NOT_YET && active.vmNs() - change.sinceNs() > Waiting.WAIT_NS;
  }

  private boolean hasWaitedEnough(Change change) {
    if (!hasWaited(change)) {
      return false;
    }
    settleAtRest(change);
    return change.isSettled()
        || active.vmNs() - change.sinceNs() > LONGEST_WAIT_NS
        || !change.mayBeAnywhere()
        || change.candidates().stream().noneMatch(Request::isAwaited);
  }

  private void settleAtRest(Change one) {
    if (one.isSettled()) {
      return;
    }
    for (var change : rules.rest.apply(one, active.nowNs())) {
      if (!change.candidates().isEmpty()) {
        look(change);
      }
    }
  }

  /** Nothing comes any more, so all is at rest: settles all that waits, with what is known. */
  void flush() {
    rules.rest.end();
    overdue(Long.MAX_VALUE);
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      giveUp(first);
      release();
    }
    rules.rest.goOn();
  }

  /** Settles all that waits with what is known, as what comes is of another memory. */
  void breakOff() {
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      settleNow(first);
      release();
    }
  }

  /** Gives up on changes from before. */
  void expire(long epochNs) {
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      if (first.earliestNs() >= epochNs) {
        return;
      }
      giveUp(first);
      release();
    }
  }

  /** It has waited long enough: rule {@code unattributed}, if nothing else settles it now. */
  private void giveUp(Change change) {
    boolean isOpen = change.evidence().presumed() == null && change.evidence().tentative() == null;
    if (isOpen && (rules.rest.isEnd() || hasWaited(change) || waiting.isTooLong())) {
      settleAtRest(change);
    }
    settleNow(change);
  }

  private void settleNow(Change change) {
    if (!change.isSettled() && contradiction.isRefuted(change)) {
      contradiction.refute(null);
      return;
    }
    if (!change.isSettled()) {
      rules.discard.settleWithout(change);
    }
    if (!change.isSettled()) {
      settlement.giveUp(change);
    }
  }

  /** Lets those leave that wait for nothing, with what follows for others. */
  void release() {
    for (var next = settlement.nextNarrowed(); next != null; next = settlement.nextNarrowed()) {
      if (!next.isSettled() && !next.candidates().isEmpty()) {
        rules.map.apply(next);
      }
    }
    if (settlement.mapHasGrown()) {
      mapped();
    }
    waiting.release(leaves);
  }

  private void leave(Change change) {
    veto.judge(change);
    rules.discard.leaves(change);
    left.accept(change.leave());
    if (discards.areGiven()) {
      unconfirmed.left(change);
    }
  }
}
