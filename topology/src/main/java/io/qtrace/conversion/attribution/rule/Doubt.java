package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Discard;
import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Causes;
import io.qtrace.conversion.attribution.request.Losses;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;

/**
 * Whether somebody unknown may have asked for a change, so that it is not certainly of those known.
 * What was in doubt when a change came stays so: that the loss is far away by now proves nothing of
 * it.
 */
public final class Doubt {

  /** Of the trace; enough for dozens of vCPUs to end what they were at. */
  private static final int BEGINNING_EVENTS = 256;

  private final MemoryMap map;
  private final Requests requests;
  private final Causes causes;
  private final Losses losses;
  private final ActiveTime active;

  public Doubt(MemoryMap map, Requests requests, Causes causes, Losses losses, ActiveTime active) {
    this.map = map;
    this.requests = requests;
    this.causes = causes;
    this.losses = losses;
    this.active = active;
  }

  /** Whether what comes may be the rest of what happened before the trace. */
  public boolean isBeginning() {
    return active.events() <= BEGINNING_EVENTS && !map.isFromStart();
  }

  /** Whether it is over since this event. */
  public boolean isBeginningOver() {
    return active.events() == BEGINNING_EVENTS + 1 && !map.isFromStart();
  }

  /** Whether another request for another block may have been for this place. */
  boolean isOf(Change change, RamBlock block) {
    if (!isAnywhere(change) || isOfKnownThread(change)) {
      return false;
    }
    return mayBeHidden(change, block) && isReachedByAnother(block, change);
  }

  /** Whether any request for a place like this may be missing. */
  boolean isAnywhere(Change change) {
    return isNearLoss(change) || requests.mayBeUnknown(change.event());
  }

  boolean isNearLoss(Change change) {
    return mayMiss(change, 1);
  }

  /**
   * Whether so many events may be missing near the change. At the beginning of a trace those before
   * it are; it is the map as QEMU tells it that is not learnt from them.
   */
  private boolean mayMiss(Change change, int events) {
    return change.nearLoss() >= events
        || losses.mayHide(events)
        || (change.arrival().isEarly() && !map.isTold());
  }

  boolean isOfForgotten(Change change) {
    return requests.mayBeUnknown(change.event());
  }

  private static boolean isOfKnownThread(Change change) {
    return change.threadId() >= 0 && change.candidates().get(0).threadId() >= 0;
  }

  /** One event that is lost hides no request whose cause is traced too. */
  private boolean mayBeHidden(Change change, RamBlock block) {
    return requests.mayBeUnknown(change.event())
        || mayMiss(change, causes.areTraced() ? 2 : 1)
        || causes.announceElsewhere(change.event(), block, map);
  }

  /**
   * Whether its discard may be lost, and this block's be there of a change that is lost. A hole
   * that has those two does not have the request too, so that has to be seen to be another block's.
   */
  boolean mayMissDiscard(Change change, RamBlock block) {
    boolean mayHoleLieBetween = change.arrival().isBehindLoss() || losses.isHoleAhead();
    return mayHoleLieBetween
        && mayMiss(change, 2)
        && !change.candidates().stream().allMatch(request -> request.block() == block)
        && isReachedByAnother(block, change);
  }

  /** Whether a discard may be of a change that is missing. */
  boolean isOfLostChange(Discard discard) {
    return (discard.isNearLoss() || losses.isNear())
        && map.isReachedByAnother(discard.block(), discard.offset(), discard.length());
  }

  boolean isReachedByAnother(RamBlock block, Change change) {
    return map.isReachedByAnother(block, change.offset(), change.size());
  }
}
