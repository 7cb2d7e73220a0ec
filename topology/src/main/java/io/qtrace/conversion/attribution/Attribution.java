package io.qtrace.conversion.attribution;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Discards;
import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Losses;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.attribution.rule.DiscardRule;
import io.qtrace.conversion.attribution.rule.Doubt;
import io.qtrace.conversion.attribution.rule.Latency;
import io.qtrace.conversion.attribution.rule.MapRule;
import io.qtrace.conversion.attribution.rule.OnlyFitRule;
import io.qtrace.conversion.attribution.rule.PairRule;
import io.qtrace.conversion.attribution.rule.RestRule;
import io.qtrace.conversion.attribution.rule.Settlement;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

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
public final class Attribution {

  /**
   * Who takes what comes out.
   *
   * @param settled takes each change with its block and rule
   * @param refuted takes those again whose block turned out not to be certain, as they were settled
   * @param refused takes each request that has no change, where that is certain
   * @param restarted is told when what discards say shows that QEMU was restarted
   * @param discarded is told when a discard has said what it can, as of where memory lies
   */
  public record Output(
      Consumer<Attributed> settled,
      Consumer<Attributed> refuted,
      Consumer<Refused> refused,
      Runnable restarted,
      Runnable discarded) {}

  private final Output output;
  private final UnderWay all;
  private final MemoryMap map;
  private final ActiveTime active;
  private final Losses losses;
  private final Requests requests;
  private final Discards discards;
  private final Doubt doubt;
  private final NewRequests newRequests;
  private final NewDiscards newDiscards;
  private final Contradiction contradiction;
  private final Leaving leaving;

  /** Nothing is under way. */
  public Attribution(MemoryMap map, Output output) {
    this(UnderWay.nothing(map), output);
  }

  private Attribution(UnderWay all, Output output) {
    this.output = output;
    this.all = all;
    map = all.map();
    active = all.active();
    losses = all.losses();
    requests = all.requests();
    discards = all.discards();
    doubt = new Doubt(map, requests, all.causes(), losses, active);
    newRequests = new NewRequests(all, doubt, output.refused());
    contradiction =
        new Contradiction(all, output.refuted(), this::settleWaiting, output.restarted());
    var settlement =
        new Settlement(
            map, requests, all.waiting(), all.premise(), all.unclaimed(), new Latency(doubt));
    var mapRule = new MapRule(map, doubt, discards, settlement);
    var discardRule =
        new DiscardRule(
            map,
            all.waiting(),
            doubt,
            discards,
            settlement,
            mapRule,
            all.firstNamed(),
            contradiction::correct);
    var rules =
        new Leaving.Rules(
            mapRule,
            new OnlyFitRule(map, settlement),
            new PairRule(all.waiting(), doubt, settlement),
            discardRule,
            new RestRule(requests, all.waiting(), doubt, all.premise()),
            settlement);
    leaving = new Leaving(all, rules, contradiction, output.settled());
    newDiscards = new NewDiscards(all, discardRule, contradiction, this::told);
  }

  /** Nothing is under way, in another map; but what is lost may be of what comes. */
  public Attribution beginAnew(MemoryMap another) {
    breakOff();
    return new Attribution(all.beginAnew(another), output);
  }

  /** Whether anything may be missing here. */
  public boolean isNearLoss() {
    return losses.isNear();
  }

  /** Whether changes wait. */
  public boolean isWaiting() {
    return !all.waiting().isEmpty();
  }

  /**
   * The trace has come so far, with so many bytes since this was told last.
   *
   * @param epochNs the VM's time
   */
  public void read(long epochNs, long bytes) {
    if (epochNs > active.vmNs()) {
      newDiscards.letGo(epochNs);
    }
    losses.read(bytes);
  }

  public void time(long epochNs) {
    leaving.time(epochNs);
  }

  /** Something about memory happens now. */
  private void event() {
    active.event();
    losses.event(active.nowNs());
    if (doubt.isBeginningOver()) {
      requests.begun(losses.vcpus());
      all.firstNamed().clear();
    }
  }

  public void exited(MemoryEvent.Exited exit) {
    int vcpu = exit.vcpu();
    if (vcpu < 0 || vcpu >= Requests.MAX_VCPUS) {
      return;
    }
    event();
    losses.exited(vcpu);
    newRequests.areOver(requests.exited(vcpu, exit.mayConvert()));
  }

  public void caused(MemoryEvent.Caused reason) {
    event();
    all.causes().add(reason);
  }

  public void requested(MemoryEvent.Requested request) {
    newDiscards.letGo(request.epochNs());
    event();
    newRequests.requested(request);
  }

  /**
   * @param isBehindLoss events may have been lost here
   */
  public void changed(MemoryEvent.Changed event, boolean isBehindLoss) {
    newDiscards.letGo(event.epochNs());
    event();
    long number = requests.countChange();
    var candidates = requests.findFor(event, map);
    losses.changed(candidates.isEmpty() && all.premise().areRequestsTraced());
    if (candidates.isEmpty()) {
      candidates = ofNothing(event);
    }
    Requests.limit(candidates);
    var arrival = new Change.Arrival(number, active.nowNs(), isBehindLoss, doubt.isBeginning());
    var change = new Change(event, arrival, losses.here(), candidates);
    if (change.to() == MemoryState.PRIVATE) {
      discards.expect(change);
    }
    leaving.add(change);
  }

  /**
   * Requests for what cannot be converted, by the map, that a change can be of which can be of no
   * other. If its thread says that it is of one, slots were lost.
   */
  private List<Request> ofNothing(MemoryEvent.Changed change) {
    var found = requests.findForNothing(change, map);
    if (change.threadId() >= 0 && found.stream().anyMatch(of -> of.threadId() >= 0)) {
      map.slotsLost();
    }
    return found;
  }

  /** The memory map knows more: requests under way may have a place now. */
  public void mapped() {
    leaving.mapped();
  }

  public void discarded(MemoryEvent.Discarded event) {
    newDiscards.letGo(event.epochNs());
    event();
    newDiscards.discarded(event);
  }

  private void told() {
    leaving.release();
    output.discarded.run();
  }

  /** What comes is of another kind than what was: no change from before it follows. */
  public void letDiscardsGo() {
    newDiscards.letAllGo();
  }

  /** Requests may have been lost, and what became of those that were not. */
  public void lost(long count) {
    losses.lost(count);
    all.waiting().lost(count);
    requests.lost();
    discards.lost();
  }

  /** QEMU was reset in place: nothing is under way. */
  public void reset() {
    breakOff();
    discards.clear();
    requests.clear();
  }

  /** What refers to blocks that are gone has to leave. */
  public void leaveRetired() {
    contradiction.leaveRetired();
  }

  /** Nothing comes any more, so all is at rest: settles all that waits, with what is known. */
  public void flush() {
    letDiscardsGo();
    leaving.flush();
  }

  /** Settles all that waits with what is known, as what comes is of another memory. */
  public void breakOff() {
    letDiscardsGo();
    settleWaiting();
  }

  private void settleWaiting() {
    leaving.breakOff();
  }

  /** Gives up on changes from before. */
  public void expire(long epochNs) {
    letDiscardsGo();
    leaving.expire(epochNs);
  }

  public void encode(SnapshotWriter out) throws IOException {
    all.encode(out);
  }

  /** Reads it into this one, which must be new; see {@link UnderWay#decode}. */
  public void decode(SnapshotReader in) throws IOException {
    all.decode(in);
  }
}
