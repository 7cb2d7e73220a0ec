package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the RAM block of each state change, which does not name it.
 *
 * <p>A change is of one of the requests under way that have its size and direction and whose guest
 * address is mapped to its offset. If those are all in one block, it is that one. Else the change
 * waits for what tells them apart: the discard that follows a change to private, the other change
 * of two, that its place is at rest, or its time runs out. Changes leave in the order in which they
 * came.
 *
 * <p>Bounded: see the constants. One per VM; not thread-safe.
 */
final class Attribution {

  static final int MAX_WAITING = 4096;

  /** How long a change waits, in event time. */
  static final long WAIT_NS = 1_000_000_000L;

  /** How long it waits where requests for its place keep coming. */
  static final long LONGEST_WAIT_NS = 4_000_000_000L;

  private final MemoryMap map;
  private final Consumer<Change> settled;

  private final Requests requests = new Requests();
  private final Causes causes = new Causes();
  private final Losses losses = new Losses();
  private final Discards discards = new Discards();
  private final Premise premise = new Premise();
  private final Unclaimed unclaimed = new Unclaimed();

  /** In the order they came; the first one is not settled. */
  private final ArrayDeque<Change> waiting = new ArrayDeque<>();

  /** The map has learnt something since the waiting changes were looked at. */
  private boolean mapHasGrown;

  private long nowNs = Long.MIN_VALUE;

  /**
   * @param settled takes each change with its block and rule
   */
  Attribution(MemoryMap map, Consumer<Change> settled) {
    this.map = map;
    this.settled = settled;
  }

  /** How far the trace has come. */
  void read(long bytes) {
    losses.read(bytes);
  }

  void time(long epochNs) {
    if (epochNs <= nowNs) {
      return;
    }
    long beforeNs = nowNs;
    nowNs = epochNs;
    requests.time(beforeNs, nowNs);
    losses.time(nowNs);
    discards.stamp(beforeNs, nowNs);
    stamp(beforeNs);
    for (var change = discards.overdue(nowNs); change != null; change = discards.overdue(nowNs)) {
      discardIsOverdue(change);
    }
    while (!waiting.isEmpty() && hasWaitedEnough(waiting.getFirst())) {
      giveUp(waiting.getFirst());
      release();
    }
  }

  private void stamp(long beforeNs) {
    for (var it = waiting.descendingIterator(); it.hasNext(); ) {
      var change = it.next();
      if (change.sinceNs != Request.NOT_YET) {
        return;
      }
      change.sinceNs = Request.stamp(change.epochNs, beforeNs, nowNs);
    }
  }

  private boolean hasWaitedEnough(Change change) {
    if (change.sinceNs == Request.NOT_YET || nowNs - change.sinceNs <= WAIT_NS) {
      return false;
    }
    settleAtRest(change);
    return change.isSettled()
        || nowNs - change.sinceNs > LONGEST_WAIT_NS
        || !change.mayBeAnywhere()
        || change.candidates.stream().noneMatch(Request::isAwaited);
  }

  void exited(int vcpu, boolean mayConvert) {
    if (vcpu < 0 || vcpu >= Requests.MAX_VCPUS) {
      return;
    }
    losses.exited(vcpu);
    requests.exited(vcpu, mayConvert).forEach(this::isOver);
  }

  /** A request is over; if no change can be its own, it was refused. */
  private void isOver(Request request) {
    for (var change : waiting) {
      if (!change.isSettled() && change.candidates.contains(request)) {
        return;
      }
    }
    premise.refused(request);
  }

  void caused(Cause cause, long gpa, long size, long threadId) {
    causes.add(cause, gpa, size, threadId);
  }

  void requested(long epochNs, long gpa, long size, MemoryState to, long threadId) {
    if (threadId >= 0) {
      requests.threadWentOn(threadId).forEach(this::isOver);
    }
    premise.requested();
    var cause = causes.take(gpa, size, threadId);
    var vcpus = vcpusAtRequest();
    for (var part : map.parts(gpa, size)) {
      var own = vcpus == null ? null : (BitSet) vcpus.clone();
      var request = new Request(
              requests.next(), epochNs, part.gpa(), part.size(), to, threadId, cause, own);
      if (part.place() != null) {
        request.locate(part.place());
      }
      requests.add(request, nowNs);
    }
  }

  /** Which vCPUs can have made a request; an exit that was lost may be that of any. */
  private @Nullable BitSet vcpusAtRequest() {
    var vcpus = requests.atRequest();
    return vcpus != null && losses.isNear() ? losses.vcpus() : vcpus;
  }

  void changed(Change change) {
    boolean isFound = requests.findFor(change);
    losses.changed(!isFound && premise.areRequestsTraced());
    if (change.to == MemoryState.PRIVATE) {
      discards.expect(change);
    }
    waiting.addLast(change);
    settle(change);
    if (!change.isSettled()) {
      settlePair(change);
    }
    if (waiting.size() > MAX_WAITING) {
      giveUp(waiting.getFirst());
    }
    release();
  }

  private List<Change> unsettledLike(Change one) {
    var like = new ArrayList<Change>();
    for (var change : waiting) {
      if (!change.isSettled() && change.isLike(one)) {
        like.add(change);
      }
    }
    return like;
  }

  /** The requests for the place of these changes: those under way and those that were. */
  private Set<Request> located(List<Change> like) {
    var located = new LinkedHashSet<Request>();
    for (var change : like) {
      located.addAll(change.candidates);
    }
    located.addAll(requests.underWay());
    located.removeIf(request -> !request.isAwaited() || !request.canBe(like.get(0)));
    return located;
  }

  /** The memory map knows more: requests under way may have a place now. */
  void mapped() {
    requests.underWay().forEach(this::locate);
    requests.underWay().removeIf(request -> isNowhere(request));
    unclaimed.claim(requests.underWay(), this::take);
    for (var change : waiting) {
      if (!change.isSettled() && !change.candidates.isEmpty()) {
        change.candidates.forEach(this::locate);
        change.candidates.removeIf(request -> !request.canBe(change) || isNowhere(request));
        settleAgain(change);
      }
    }
    release();
  }

  private boolean isNowhere(Request request) {
    if (request.isLocated()) {
      return false;
    }
    var place = map.locate(request.gpa, request.size);
    return place != null && place.block() == null;
  }

  private void locate(Request request) {
    var place = request.isLocated() ? null : map.locate(request.gpa, request.size);
    if (place != null && place.block() != null) {
      request.locate(place);
    }
  }

  private void settleAgain(Change change) {
    if (!change.candidates.isEmpty()) {
      settle(change);
    }
    if (!change.isSettled()) {
      settlePair(change);
    }
  }

  /** Settles the change if all its candidates are in one block. */
  private void settle(Change change) {
    if (change.candidates.isEmpty()) {
      var only = map.onlyFit(change.offset, change.size);
      if (only != null) {
        settle(change, Rule.ONLY_FIT, only, null);
      }
      return;
    }
    change.presumed = null;
    var block = blockOfAll(change);
    if (block == null || isDoubtful(change, block)) {
      return;
    }
    if (discards.isAwaited(change, block)) {
      change.presumed = block;
      return;
    }
    settleByMap(change, block);
  }

  private @Nullable RamBlock blockOfAll(Change change) {
    var first = change.candidates.get(0);
    var block = first.block;
    if (block == null && change.candidates.size() == 1) {
      block = map.mappedBy(first.gpa - change.offset);
    }
    for (var candidate : change.candidates) {
      if (candidate != first && (candidate.block == null || candidate.block != block)) {
        return null;
      }
    }
    return block;
  }

  private void settleByMap(Change change, RamBlock block) {
    var equal = List.copyOf(change.candidates);
    settle(change, Rule.MAP, block, equal.get(0));
    take(equal);
  }

  /** Whether somebody unknown may have asked for it, for another block. */
  private boolean isDoubtful(Change change, RamBlock block) {
    boolean isOfThread = change.threadId >= 0 && change.candidates.get(0).threadId >= 0;
    if (isOfThread) {
      return false;
    }
    if (!losses.isNear() && !requests.mayBeUnknown(change)) {
      return false;
    }
    boolean mayBeHidden =
        requests.mayBeUnknown(change)
            || losses.mayHide(causes.areTraced() ? 2 : 1)
            || causes.announceElsewhere(change, block, map);
    return mayBeHidden && map.isReachedByAnother(block, change.offset, change.size);
  }

  private void settle(
      Change change, Rule rule, @Nullable RamBlock block, @Nullable Request request) {
    change.rule = rule;
    change.block = block;
    change.presumed = null;
    change.candidates.clear();
    if (request != null) {
      change.hasGpa = true;
      change.gpa = request.gpa;
      change.cause = request.cause;
      if (block != null && request.block == null) {
        mapHasGrown |= map.learn(block, change.offset, request.gpa, request.size);
      }
    }
  }

  /** One of these requests, which are for the same memory, has found its change. */
  private void take(List<Request> equal) {
    var request = equal.get(equal.size() - 1);
    requests.remove(request);
    premise.fulfilled(request);
    if (equal.size() > 1) {
      // It may have been another one's, and then that one waits for this one's change.
      equal.forEach(other -> other.standInFor(request));
    } else if (!request.standsInForOthers()) {
      isOfNoOther(request);
    }
  }

  private void isOfNoOther(Request request) {
    for (var other : waiting) {
      if (!other.isSettled() && other.candidates.remove(request)) {
        other.presumed = null;
        if (!other.candidates.isEmpty()) {
          settle(other);
        }
      }
    }
  }

  /**
   * As many like changes as there are requests they can be of: each request has one of them, and
   * which one makes no difference to any block.
   */
  private void settlePair(Change last) {
    var like = unsettledLike(last);
    var candidates = List.copyOf(last.candidates);
    if (like.size() < 2
        || like.size() != candidates.size()
        || losses.isNear()
        || requests.mayBeUnknown(last)) {
      return;
    }
    var blocks = new ArrayList<RamBlock>();
    for (var candidate : candidates) {
      if (candidate.block == null) {
        return;
      }
      if (!blocks.contains(candidate.block)) {
        blocks.add(candidate.block);
      }
    }
    for (var change : like) {
      if (!change.candidates.equals(candidates)) {
        return;
      }
    }
    for (int i = 0; i < like.size(); i++) {
      var request = candidates.get(i);
      var change = like.get(i);
      change.pair = List.copyOf(blocks);
      settle(change, Rule.PAIR, request.block, null);
      requests.remove(request);
    }
  }

  /**
   * Counting at rest: every request whose place is known gets exactly one change. Where as many
   * changes waited as there were such requests, none of them was of a request elsewhere.
   */
  private void settleAtRest(Change one) {
    if (one.isSettled() || !one.mayBeAnywhere() || requests.mayBeUnknown(one)) {
      return;
    }
    if (losses.isNear()) {
      settleWhereNoOtherReaches(one);
      return;
    }
    if (!premise.holds()) {
      return;
    }
    var like = unsettledLike(one);
    var located = located(like);
    if (located.size() != like.size()
        || !located.stream().allMatch(Request::isCounted)
        || isContested(like)) {
      return;
    }
    like.forEach(change -> change.candidates.removeIf(request -> !request.isLocated()));
    for (var change : like) {
      if (!change.isSettled() && !change.candidates.isEmpty()) {
        settleAgain(change);
      }
    }
  }

  /** Counts are off near a loss; where only one block is known to reach, that is no matter. */
  private void settleWhereNoOtherReaches(Change change) {
    for (var candidate : change.candidates) {
      var block = candidate.block;
      if (block != null && !map.isReachedByAnother(block, change.offset, change.size)) {
        change.candidates.removeIf(request -> !request.isLocated());
        settleAgain(change);
        return;
      }
    }
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

  /** The block was to be discarded by now. */
  private void discardIsOverdue(Change change) {
    if (change.isSettled()) {
      return;
    }
    if (change.presumed != null && !losses.isNear()) {
      discards.gaveNone(change.presumed);
    }
    settleWithoutDiscard(change);
    release();
  }

  void discarded(String name, long host, long length, long threadId) {
    var block = map.discarded(name, host);
    if (!block.isPlaced) {
      discards.observe(block, host, length, threadId);
    }
    if (!block.isPlaced) {
      missDiscard(length, threadId);
      return;
    }
    long offset = host - block.host;
    if (offset < 0) {
      return;
    }
    if (discards.isOfSettled(block, offset, length, threadId)) {
      return;
    }
    var open = new ArrayList<Change>(2);
    for (var change : waiting) {
      if (!change.isSettled()
          && change.canPrecede(offset, length, threadId)
          && change.canBeOf(block)) {
        if (change.presumed == block) {
          discards.came(change, block);
          settleByMap(change, block);
          release();
          return;
        }
        open.add(change);
      }
    }
    if (!open.isEmpty()) {
      isOfOneOf(open, block);
    }
    release();
  }

  private void isOfOneOf(List<Change> open, RamBlock block) {
    var any = open.get(0);
    if (open.stream().anyMatch(change -> change.missedDiscard)) {
      // One of them may have had its discard, and this be another one's.
      open.forEach(change -> change.missedDiscard = true);
    } else if (open.stream().anyMatch(change -> change.tentative != null)
        || (losses.isNear() && map.isReachedByAnother(block, any.offset, any.size))) {
      nameTentatively(open, block);
    } else if (open.size() == 1) {
      discards.came(open.get(0), block);
      settleByDiscard(open.get(0), block);
    } else {
      nameOneOf(open, block);
    }
  }

  /** The discard may be of a change that was lost; then another one will come for this change. */
  private void nameTentatively(List<Change> open, RamBlock block) {
    var nameless = open.stream().filter(change -> change.tentative == null).toList();
    if (nameless.size() == 1) {
      nameless.get(0).tentative = block;
    } else {
      open.forEach(change -> change.missedDiscard = true);
    }
  }

  /** A discard came that may be of any change of that length. */
  private void missDiscard(long length, long threadId) {
    for (var change : waiting) {
      if (!change.isSettled()
          && change.to == MemoryState.PRIVATE
          && change.size == length
          && change.isOfThread(threadId)) {
        change.missedDiscard = true;
      }
    }
  }

  private void settleByDiscard(Change change, RamBlock block) {
    var request = requestOf(change, block);
    if (request == null && !change.candidates.isEmpty()) {
      unclaimed.add(block, change, requests.next());
    }
    settle(change, Rule.DISCARD, block, request);
    if (request != null) {
      take(List.of(request));
    }
  }

  /** The candidate that is of this block; null if there are several or none. */
  private @Nullable Request requestOf(Change change, RamBlock block) {
    Request found = null;
    for (var candidate : change.candidates) {
      boolean isOfBlock =
          candidate.block == block
              || (candidate.block == null
                  && (change.candidates.size() == 1
                      || map.mappedBy(candidate.gpa - change.offset) == block));
      if (isOfBlock) {
        if (found != null) {
          return null;
        }
        found = candidate;
      }
    }
    return found;
  }

  /** Several changes are alike: once each has been named, they are settled together. */
  private void nameOneOf(List<Change> alike, RamBlock block) {
    var blocks = new ArrayList<RamBlock>();
    boolean given = false;
    for (var change : alike) {
      if (change.named == null && !given) {
        change.named = block;
        given = true;
      }
      if (change.named == null) {
        return;
      }
      if (!blocks.contains(change.named)) {
        blocks.add(change.named);
      }
    }
    discards.came(alike);
    for (var change : alike) {
      var rule = blocks.size() == 1 ? Rule.DISCARD : Rule.PAIR;
      var request = change.named == null ? null : requestOf(change, change.named);
      change.pair = blocks.size() == 1 ? List.of() : List.copyOf(blocks);
      boolean isOrphan = change.candidates.isEmpty();
      settle(change, rule, change.named, null);
      if (request != null) {
        requests.remove(request);
      } else if (change.named != null && !isOrphan) {
        unclaimed.add(change.named, change, requests.next());
      }
    }
  }

  /** Requests may have been lost, and what became of those that were not. */
  void lost(long count) {
    losses.lost(count);
    discards.lost();
  }

  /** Settles all that waits, with what is known. */
  void flush() {
    premise.atEnd(requestsLeft());
    while (!waiting.isEmpty()) {
      giveUp(waiting.getFirst());
      release();
    }
    discards.clear();
    premise.goesOn();
  }

  /** Requests with a place that no change waits for. */
  private long requestsLeft() {
    var left = new LinkedHashSet<>(requests.underWay());
    left.removeIf(request -> !request.isAwaited());
    waiting.forEach(change -> left.removeAll(change.candidates));
    return left.size();
  }

  /** Gives up on changes from before. */
  void expire(long epochNs) {
    while (!waiting.isEmpty() && waiting.getFirst().earliestNs() < epochNs) {
      giveUp(waiting.getFirst());
      release();
    }
  }

  private void giveUp(Change change) {
    settleWithoutDiscard(change);
    settleAtRest(change);
    if (!change.isSettled()) {
      change.candidates.stream().filter(Request::isAwaited).findFirst().ifPresent(Request::spend);
      settle(change, Rule.UNATTRIBUTED, null, null);
    }
  }

  private void settleWithoutDiscard(Change change) {
    if (change.isSettled()) {
      return;
    }
    if (change.tentative != null && !change.missedDiscard) {
      settleByDiscard(change, change.tentative);
    } else if (change.presumed != null) {
      settleByMap(change, change.presumed);
    }
  }

  private void release() {
    if (mapHasGrown) {
      mapHasGrown = false;
      mapped();
    }
    for (Iterator<Change> it = waiting.iterator(); it.hasNext(); ) {
      var change = it.next();
      if (!change.isSettled()) {
        return;
      }
      it.remove();
      settled.accept(change);
    }
  }

  void encode(DataOutput out) throws IOException {
    var known = new ArrayList<>(requests.underWay());
    for (var change : waiting) {
      for (var candidate : change.candidates) {
        if (!known.contains(candidate)) {
          known.add(candidate);
        }
      }
    }
    out.writeLong(nowNs);
    out.writeInt(requests.underWay().size());
    out.writeInt(known.size());
    for (var request : known) {
      request.encode(out, map);
    }
    causes.encode(out);
    requests.encodeConverting(out);
    var changes = new ArrayList<>(waiting);
    for (var change : discards.undiscarded) {
      if (!changes.contains(change)) {
        changes.add(change);
      }
    }
    out.writeInt(waiting.size());
    out.writeInt(changes.size());
    for (var change : changes) {
      change.encode(out, map, known);
    }
    discards.encode(out, map, changes);
    causes.encodeCounts(out);
    requests.encodeUnknown(out);
    losses.encode(out);
    premise.encode(out);
    unclaimed.encode(out, map);
  }

  /**
   * @param version of the snapshot: before 4, what a limit removes leaves no mark
   */
  void decode(DataInput in, int version) throws IOException {
    nowNs = in.readLong();
    int alive = in.readInt();
    var known = new ArrayList<Request>();
    for (int left = in.readInt(); left > 0; left--) {
      known.add(Request.decode(in, map, version));
    }
    requests.underWay().addAll(known.subList(0, alive));
    causes.decode(in);
    requests.decodeConverting(in);
    int stillWaiting = in.readInt();
    var changes = new ArrayList<Change>();
    for (int left = in.readInt(); left > 0; left--) {
      changes.add(Change.decode(in, map, known, version));
    }
    waiting.addAll(changes.subList(0, stillWaiting));
    discards.decode(in, map, changes, version);
    if (version > 3) {
      causes.decodeCounts(in);
      requests.decodeUnknown(in);
      losses.decode(in);
      premise.decode(in);
      unclaimed.decode(in, map);
    }
  }
}
