package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
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
  private final LongConsumer refused;

  private final ActiveTime active;
  private final Requests requests = new Requests();
  private final Causes causes = new Causes();
  private final Losses losses;
  private final Waiting waiting = new Waiting();
  private final Discards discards = new Discards();
  private final Premise premise = new Premise();
  private final Unclaimed unclaimed = new Unclaimed();
  private final Unconfirmed unconfirmed = new Unconfirmed();
  private final FirstNamed firstNamed = new FirstNamed();

  private final FromVeto veto;
  private final Doubt doubt;
  private final Settlement settlement;
  private final MapRule mapRule;
  private final PairRule pairRule;
  private final DiscardRule discardRule;
  private final RestRule restRule;

  private long nowNs = Long.MIN_VALUE;

  /**
   * @param settled takes each change with its block and rule
   * @param refuted takes those again whose block turned out not to be certain
   * @param refused takes the time of each request that has no change, where that is certain; {@link
   *     Request#NO_TIME} where that is not known
   */
  Attribution(
      MemoryMap map, Consumer<Change> settled, Consumer<Change> refuted, LongConsumer refused) {
    this(map, settled, refuted, refused, new ActiveTime(), new Losses());
  }

  private Attribution(
      MemoryMap map,
      Consumer<Change> settled,
      Consumer<Change> refuted,
      LongConsumer refused,
      ActiveTime active,
      Losses losses) {
    this.map = map;
    this.settled = settled;
    this.refuted = refuted;
    this.refused = refused;
    this.active = active;
    this.losses = losses;
    veto = new FromVeto(map);
    doubt = new Doubt(map, requests, causes, losses, active);
    settlement = new Settlement(map, requests, waiting, premise, unclaimed, new Latency(doubt));
    mapRule = new MapRule(map, doubt, discards, settlement);
    pairRule = new PairRule(waiting, doubt, settlement);
    discardRule =
        new DiscardRule(map, waiting, doubt, discards, settlement, mapRule, firstNamed, refuted);
    restRule = new RestRule(requests, waiting, doubt, premise);
  }

  /** Nothing is under way, in another map; but what is lost may be of what comes. */
  Attribution beginAnew(MemoryMap another) {
    breakOff();
    var anew = new Attribution(another, settled, refuted, refused, active, losses);
    anew.nowNs = nowNs;
    return anew;
  }

  /** Whether anything may be missing here. */
  boolean isNearLoss() {
    return losses.isNear();
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
    waiting.time(beforeNs, nowNs);
    overdue(active.at(nowNs));
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

  /** Something about memory happens now. */
  private void event() {
    active.event(nowNs);
    losses.event(active.at(nowNs));
    if (doubt.isBeginningOver()) {
      requests.begun(losses.vcpus());
      firstNamed.clear();
    }
  }

  private boolean hasWaited(Change change) {
    return change.sinceNs != Change.NOT_YET && nowNs - change.sinceNs > WAIT_NS;
  }

  private boolean hasWaitedEnough(Change change) {
    if (!hasWaited(change)) {
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
    boolean hadToCome = !change.isContradicted && !losses.isNear() && !restRule.isEnd();
    if (change.presumed != null && hadToCome) {
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
    event();
    losses.exited(vcpu);
    requests.exited(vcpu, mayConvert).forEach(this::isOver);
  }

  /** A request is over; if no change can be its own, it was refused. */
  private void isOver(Request request) {
    if (!waiting.mayBeOf(request)) {
      premise.refused();
      if (request.hasNoChange() && !losses.isNear()) {
        refused.accept(request.epochNs);
      }
    }
  }

  void caused(Cause cause, long gpa, long size, long threadId) {
    event();
    causes.add(cause, gpa, size, threadId);
  }

  void requested(long epochNs, long gpa, long size, MemoryState to, long threadId) {
    event();
    if (threadId >= 0) {
      requests.threadWentOn(threadId).forEach(this::isOver);
      discards.threadWentOn(threadId);
    }
    premise.requested();
    var cause = causes.take(gpa, size, threadId);
    var vcpus = vcpusAtRequest();
    var parts = map.parts(gpa, size);
    if (parts.isEmpty() && !losses.isNear() && !doubt.isBeginning()) {
      refused.accept(epochNs); // nothing lies there that can be converted
    }
    for (var part : parts) {
      var own = vcpus == null ? null : (BitSet) vcpus.clone();
      var request = new Request(requests.next(), part.gpa(), part.size(), to, threadId, cause, own);
      request.epochNs = epochNs;
      request.isEarly = doubt.isBeginning();
      if (parts.size() > 1) {
        request.mayBeDone(); // the other part may have had its change
      }
      if (part.place() != null) {
        request.locate(part.place());
      }
      if (losses.isNear()) {
        request.uncount();
      }
      requests.add(request, active.at(nowNs));
    }
  }

  /**
   * Which vCPUs can have made a request; an exit that was lost may be that of any, and one from
   * before the trace that of a vCPU which is not known yet.
   */
  private @Nullable BitSet vcpusAtRequest() {
    var vcpus = requests.atRequest();
    if (doubt.isBeginning()) {
      return null;
    }
    return vcpus != null && losses.isNear() ? losses.vcpus() : vcpus;
  }

  void changed(Change change) {
    event();
    change.activeNs = active.at(nowNs);
    boolean isFound = requests.findFor(change);
    losses.changed(!isFound && premise.areRequestsTraced());
    change.nearLoss = losses.here();
    change.isEarly = doubt.isBeginning();
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
    for (var change : restRule.apply(one, active.at(nowNs))) {
      if (!change.candidates.isEmpty()) {
        look(change);
      }
    }
  }

  void discarded(String name, long host, long length, long threadId) {
    event();
    var named = map.discarded(name, host);
    if (named instanceof Named.OfAnotherProcess) {
      refuted(null);
      named = map.discarded(name, host);
    } else if (named instanceof Named.Replaced replaced) {
      replaced(replaced.old(), replaced.block());
    }
    leaveRetired();
    var block = named.block();
    if (!block.isPlaced) {
      discards.observe(block, host, length, threadId);
      if (!block.isPlaced) {
        discardRule.missed(block, length, threadId);
        release();
        return;
      }
      if (!losses.isNear() && discards.refute(block, host - block.host, length, threadId)) {
        refuted(block);
      }
    }
    if (discardRule.apply(block, host - block.host, length, threadId)) {
      unconfirmed.confirm(block);
    }
    release();
  }

  /** Requests may have been lost, and what became of those that were not. */
  void lost(long count) {
    losses.lost(count);
    waiting.lost(count);
    requests.lost();
    discards.lost();
  }

  /** QEMU was reset in place: nothing is under way. */
  void reset() {
    breakOff();
    discards.clear();
    requests.clear();
  }

  /** The memory map is another process's, but for this block. */
  private void refuted(@Nullable RamBlock but) {
    unconfirmed.refute(refuted);
    map.beginAnew(but);
    requests.clear(); // some of them may be the other process's
    losses.forgot();
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
    restRule.end();
    overdue(Long.MAX_VALUE);
    for (var first = waiting.first(); first != null; first = waiting.first()) {
      giveUp(first);
      release();
    }
    restRule.goOn();
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

  private void giveUp(Change change) {
    boolean isOpen = change.presumed == null && change.tentative == null;
    if (isOpen && (restRule.isEnd() || hasWaited(change) || waiting.isTooLong())) {
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
    veto.judge(change);
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
    var all = new LinkedHashSet<>(waiting.all());
    discards.addTo(all);
    unconfirmed.addTo(all);
    firstNamed.addTo(all);
    var changes = List.copyOf(all);
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
    unconfirmed.encode(out, changes);
    active.encode(out);
    veto.encode(out);
    firstNamed.encode(out, changes);
  }

  /**
   * @param version of the snapshot: before 4, what a limit removes leaves no mark; before 5, ages
   *     are in the VM's time
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
      requests.decodeUnknown(in, version);
      losses.decode(in, version);
      premise.decode(in);
      unclaimed.decode(in, map);
    }
    if (version < 5) {
      active.decodeNothing();
    }
    if (version == 4) {
      unconfirmed.decodeCopies(in, map);
    } else if (version > 4) {
      unconfirmed.decode(in, changes);
      active.decode(in);
      veto.decode(in);
      firstNamed.decode(in, changes);
    }
  }
}
