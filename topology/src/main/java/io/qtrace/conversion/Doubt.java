package io.qtrace.conversion;

/**
 * Whether somebody unknown may have asked for a change, so that it is not certainly of those known.
 */
final class Doubt {

  private final MemoryMap map;
  private final Requests requests;
  private final Causes causes;
  private final Losses losses;

  Doubt(MemoryMap map, Requests requests, Causes causes, Losses losses) {
    this.map = map;
    this.requests = requests;
    this.causes = causes;
    this.losses = losses;
  }

  /** Whether anything may be missing here. */
  boolean isNearLoss() {
    return losses.isNear();
  }

  /** Whether another request for another block may have been for this place. */
  boolean isOf(Change change, RamBlock block) {
    if (!isAnywhere(change) || isOfKnownThread(change)) {
      return false;
    }
    return mayBeHidden(change, block) && map.isReachedByAnother(block, change.offset, change.size);
  }

  /** Whether any request for a place like this may be missing. */
  boolean isAnywhere(Change change) {
    return losses.isNear() || requests.mayBeUnknown(change);
  }

  boolean isOfForgotten(Change change) {
    return requests.mayBeUnknown(change);
  }

  private static boolean isOfKnownThread(Change change) {
    return change.threadId >= 0 && change.candidates.get(0).threadId >= 0;
  }

  /** One event that is lost hides no request whose cause is traced too. */
  private boolean mayBeHidden(Change change, RamBlock block) {
    return requests.mayBeUnknown(change)
        || losses.mayHide(causes.areTraced() ? 2 : 1)
        || causes.announceElsewhere(change, block, map);
  }

  /** Whether a discard of these bytes may be of a change that is missing. */
  boolean isOfDiscard(RamBlock block, long offset, long length) {
    return losses.isNear() && map.isReachedByAnother(block, offset, length);
  }

  boolean isReachedByAnother(RamBlock block, Change change) {
    return map.isReachedByAnother(block, change.offset, change.size);
  }
}
