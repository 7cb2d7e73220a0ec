package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
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
 * <p>Bounded: see the constants of its parts. One per VM; not thread-safe.
 */
final class Attribution {

  /** How long a change waits, in event time. */
  static final long WAIT_NS = 1_000_000_000L;

  /** How long it waits where requests for its place keep coming. */
  static final long LONGEST_WAIT_NS = 4_000_000_000L;

  private final MemoryMap map;
  private final Consumer<Change> settled;
  private final Consumer<Change> refuted;

  private final Requests requests = new Requests();
  private final Causes causes = new Causes();
  private final Losses losses = new Losses();
  private final Waiting waiting = new Waiting();
  private final Discards discards = new Discards();
  private final Premise premise = new Premise();
  private final Unclaimed unclaimed = new Unclaimed();
  private final Unconfirmed unconfirmed = new Unconfirmed();

  private final Settlement settlement;
  private final MapRule mapRule;
  private final PairRule pairRule;
  private final DiscardRule discardRule;
  private final RestRule restRule;

  private long nowNs = Long.MIN_VALUE;

  /**
   * @param settled takes each change with its block and rule
   * @param refuted takes those again whose block turned out not to be certain
   */
  Attribution(MemoryMap map, Consumer<Change> settled, Consumer<Change> refuted) {
    this.map = map;
    this.settled = settled;
    this.refuted = refuted;
    var doubt = new Doubt(map, requests, causes, losses);
    settlement = new Settlement(map, requests, waiting, premise, unclaimed);
    mapRule = new MapRule(map, doubt, discards, settlement);
    pairRule = new PairRule(waiting, doubt, settlement);
    discardRule = new DiscardRule(map, waiting, doubt, discards, settlement, mapRule);
    restRule = new RestRule(requests, waiting, doubt, premise);
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
    waiting.time(beforeNs, nowNs);
    discards.time(beforeNs, nowNs);
    losses.time(nowNs);
    for (var change = discards.overdue(nowNs); change != null; change = discards.overdue(nowNs)) {
      discardIsOverdue(change);
    }
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      if (!hasWaitedEnough(first)) {
        return;
      }
      giveUp(first);
      release();
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

  /** The discard had to be there by now. */
  private void discardIsOverdue(Change change) {
    if (change.isSettled()) {
      return;
    }
    if (isRefuted(change)) {
      refuted(null);
      return;
    }
    if (change.presumed != null && !losses.isNear()) {
      discards.gaveNone(change.presumed);
    }
    discardRule.settleWithout(change);
    release();
  }

  /** Whether the discard that came instead of its own is of a block that nobody knew. */
  private boolean isRefuted(Change change) {
    return change.presumed != null && change.missedDiscard && !losses.isNear();
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
    if (!waiting.mayBeOf(request)) {
      premise.refused();
    }
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
      var request =
          new Request(requests.next(), epochNs, part.gpa(), part.size(), to, threadId, cause, own);
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
    waiting.add(change);
    look(change);
    var first = waiting.first();
    if (waiting.isTooLong() && first != null) {
      giveUp(first);
    }
    release();
  }

  /** Whether changes wait. */
  boolean isWaiting() {
    return !waiting.all().isEmpty();
  }

  private void look(Change change) {
    if (!change.isSettled()) {
      mapRule.apply(change);
    }
    if (!change.isSettled()) {
      pairRule.apply(change);
    }
  }

  /** The memory map knows more: requests under way may have a place now. */
  void mapped() {
    requests.locate(map);
    unclaimed.claim(requests.underWay(), settlement::take);
    for (var change : waiting.unsettled()) {
      if (!change.isSettled() && !change.candidates.isEmpty()) {
        change.locate(map);
        if (!change.candidates.isEmpty()) {
          look(change);
        }
      }
    }
    release();
  }

  private void settleAtRest(Change one) {
    if (one.isSettled()) {
      return;
    }
    for (var change : restRule.apply(one)) {
      if (!change.candidates.isEmpty()) {
        look(change);
      }
    }
  }

  void discarded(String name, long host, long length, long threadId) {
    var named = map.discarded(name, host);
    if (named instanceof MemoryMap.Named.OfAnotherProcess) {
      refuted(null);
      named = map.discarded(name, host);
    } else if (named instanceof MemoryMap.Named.Replaced replaced) {
      replaced(replaced.old(), replaced.block());
    }
    leaveRetired();
    var block = named.block();
    if (!block.isPlaced) {
      discards.observe(block, host, length, threadId);
      if (!block.isPlaced) {
        discardRule.missed(length, threadId);
        release();
        return;
      }
      if (!losses.isNear() && discards.refute(block, host - block.host, length, threadId)) {
        refuted(block);
      }
    }
    if (discardRule.apply(block, host - block.host, length, threadId)) {
      unconfirmed.confirm();
    }
    release();
  }

  /** Requests may have been lost, and what became of those that were not. */
  void lost(long count) {
    losses.lost(count);
    discards.lost();
  }

  /** QEMU was reset in place: nothing is under way. */
  void reset() {
    breakOff();
    requests.clear();
  }

  /** The memory map is another process's, but for this block. */
  private void refuted(@Nullable RamBlock but) {
    unconfirmed.refute(refuted);
    map.beginAnew(but);
    requests.clear();
    unclaimed.clear();
    waiting.all().forEach(Change::refute);
    waiting.unsettled().forEach(change -> change.candidates.clear());
    discards.beginAnew();
    breakOff();
  }

  /** Other memory lies where a block did. */
  private void replaced(RamBlock old, RamBlock by) {
    unconfirmed.refute(old, refuted);
    for (var request : requests.underWay()) {
      if (request.block == old) {
        request.block = by;
      }
    }
    for (var change : waiting.all()) {
      if (change.block == old || change.presumed == old) {
        change.refute();
      }
    }
  }

  /** What refers to blocks that are gone has to leave. */
  void leaveRetired() {
    var retired = map.takeRetired();
    if (!retired.isEmpty()) {
      breakOff();
      retired.forEach(discards::forget);
      retired.forEach(unconfirmed::forget);
      retired.forEach(unclaimed::forget);
      requests.underWay().removeIf(r -> r.block != null && retired.contains(r.block));
    }
  }

  /** Nothing comes any more, so all is at rest: settles all that waits, with what is known. */
  void flush() {
    premise.atEnd(requestsLeft());
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      giveUp(first);
      release();
    }
    discards.clear();
    premise.goesOn();
  }

  /** Settles all that waits with what is known, as what comes is of another memory. */
  void breakOff() {
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      settleNow(first);
      release();
    }
    discards.clear();
  }

  /** Requests with a place that no change waits for. */
  private long requestsLeft() {
    var left = new LinkedHashSet<>(requests.underWay());
    left.removeIf(request -> !request.isAwaited());
    waiting.all().forEach(change -> left.removeAll(change.candidates));
    return left.size();
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

  private void giveUp(Change change) {
    if (!change.isSettled() && change.presumed == null && change.tentative == null) {
      settleAtRest(change);
    }
    settleNow(change);
  }

  private void settleNow(Change change) {
    if (!change.isSettled() && isRefuted(change)) {
      refuted(null);
      return;
    }
    if (!change.isSettled()) {
      discardRule.settleWithout(change);
    }
    if (!change.isSettled()) {
      settlement.giveUp(change);
    }
  }

  private void release() {
    for (var next = settlement.nextNarrowed(); next != null; next = settlement.nextNarrowed()) {
      if (!next.isSettled() && !next.candidates.isEmpty()) {
        mapRule.apply(next);
      }
    }
    if (settlement.mapHasGrown()) {
      mapped();
    }
    waiting.release(this::leave);
  }

  private void leave(Change change) {
    settled.accept(change);
    if (discards.areGiven()) {
      unconfirmed.left(change);
    }
  }

  void encode(DataOutput out) throws IOException {
    var known = new ArrayList<>(requests.underWay());
    for (var change : waiting.all()) {
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
    var changes = new ArrayList<>(waiting.all());
    for (var change : discards.undiscarded) {
      if (!changes.contains(change)) {
        changes.add(change);
      }
    }
    out.writeInt(waiting.all().size());
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
    unconfirmed.encode(out, map);
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
    waiting.all().addAll(changes.subList(0, stillWaiting));
    discards.decode(in, map, changes, version);
    if (version > 3) {
      causes.decodeCounts(in);
      requests.decodeUnknown(in);
      losses.decode(in);
      premise.decode(in);
      unclaimed.decode(in, map);
      unconfirmed.decode(in, map, version);
    }
  }
}
