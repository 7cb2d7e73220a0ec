package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state change on its way to its RAM block. Not thread-safe. */
public final class Change {

  /** Stands for a time that is not known yet. */
  public static final long NOT_YET = Long.MAX_VALUE;

  /**
   * Where in the trace it came.
   *
   * @param number of the VM's changes, in the order of the trace
   * @param activeNs by {@link ActiveTime}
   * @param isBehindLoss events may have been lost there
   * @param isEarly what happened before the trace may not have ended
   */
  public record Arrival(long number, long activeNs, boolean isBehindLoss, boolean isEarly) {}

  private final MemoryEvent.Changed event;
  private final Arrival arrival;

  /** The requests it can be of; none when it is settled. */
  private List<Request> candidates;

  private final Evidence evidence;

  /** When it came, once the VM's time behind it is known. */
  private long sinceNs = NOT_YET;

  private long nearLoss;
  private @Nullable RamBlock block;
  private @Nullable Rule rule;
  private List<RamBlock> pair = List.of();
  private Attributed.@Nullable Asked asked;
  private boolean isNarrowedByCount;
  private boolean isMergeable;
  private long latencyNs = Attributed.NO_LATENCY;
  private int vcpu = Attributed.NO_VCPU;

  /**
   * A change that has just come.
   *
   * @param nearLoss the most events that a loss near it may have taken
   * @param candidates the requests it can be of
   */
  public Change(
      MemoryEvent.Changed event, Arrival arrival, long nearLoss, List<Request> candidates) {
    this(event, arrival, candidates, new Evidence());
    this.nearLoss = nearLoss;
  }

  private Change(
      MemoryEvent.Changed event, Arrival arrival, List<Request> candidates, Evidence evidence) {
    this.event = event;
    this.arrival = arrival;
    this.candidates = candidates;
    this.evidence = evidence;
  }

  /** As {@link ChangeSnapshot} reads it. */
  static Change restored(ChangeSnapshot.State state) {
    var known = state.known();
    var arrival =
        new Arrival(state.number(), state.activeNs(), known.isBehindLoss(), state.isEarly());
    var change = new Change(known.event(), arrival, state.candidates(), state.evidence());
    change.sinceNs = state.sinceNs();
    change.nearLoss = state.nearLoss();
    change.block = known.block();
    change.rule = state.isSettled() ? known.rule() : null;
    change.pair = known.pair();
    change.asked = known.asked();
    change.isNarrowedByCount = state.isNarrowedByCount();
    change.isMergeable = known.isMergeable();
    change.latencyNs = known.latencyNs();
    change.vcpu = known.vcpu();
    return change;
  }

  public MemoryEvent.Changed event() {
    return event;
  }

  public long offset() {
    return event.offset();
  }

  public long size() {
    return event.size();
  }

  public MemoryState to() {
    return event.to();
  }

  public long threadId() {
    return event.threadId();
  }

  public Arrival arrival() {
    return arrival;
  }

  /** When it came, in the VM's time; {@link #NOT_YET} if that is not known. */
  public long sinceNs() {
    return sinceNs;
  }

  /** The most events that a loss near it may have taken; 0 if none can be missing. */
  public long nearLoss() {
    return nearLoss;
  }

  /** The requests it can be of, not to be changed; none if it is settled. */
  public List<Request> candidates() {
    return candidates;
  }

  public Evidence evidence() {
    return evidence;
  }

  public @Nullable RamBlock block() {
    return block;
  }

  /** Null until it is settled. */
  public @Nullable Rule rule() {
    return rule;
  }

  public boolean isSettled() {
    return rule != null;
  }

  /** Counting alone ruled out that it is another request's, which tells nothing of times. */
  public boolean isNarrowedByCount() {
    return isNarrowedByCount;
  }

  /** The VM's time before and behind it; what it says itself counts if it lies between them. */
  void stamp(long beforeNs, long nowNs) {
    sinceNs = Math.max(beforeNs, Math.min(event.epochNs(), nowNs));
  }

  /** So many events were lost, perhaps before it came. */
  void lost(long count) {
    nearLoss = Math.max(nearLoss, count);
  }

  /** It is of this block, or of none that anybody knows. */
  public void settle(Rule by, @Nullable RamBlock of) {
    rule = by;
    block = of;
    evidence.settle();
    latencyNs = Attributed.NO_LATENCY;
    vcpu = Attributed.NO_VCPU;
    candidates.forEach(Request::mayBeDone);
    candidates = List.of();
  }

  /** Nobody knows its block, and never will. */
  public void giveUp() {
    settle(Rule.UNATTRIBUTED, null);
  }

  /** Changes like this one belong to these blocks; which is whose makes no difference. */
  public void isOneOf(List<RamBlock> blocks) {
    pair = blocks;
  }

  /** What its request tells of it. */
  public void tellRequest(Request request) {
    asked = new Attributed.Asked(request.gpa(), request.cause());
  }

  /** So long it took, and this vCPU asked for it, as far as both are certain. */
  public void took(long ns, int of) {
    latencyNs = ns;
    vcpu = of;
  }

  /** It cannot be of its block, so not of that request either. */
  public void withdraw() {
    giveUp();
    asked = null;
  }

  /** What was thought to be its block is not: the memory map was another process's. */
  public void refute() {
    if (!isSettled()) {
      evidence.refute();
    } else if (!evidence.isConfirmed() && rule != Rule.UNATTRIBUTED) {
      pair = List.of();
      giveUp();
    }
  }

  /** It leaves, behind all that came before it. */
  public Attributed leave() {
    if (block != null) {
      isMergeable = block.runs().add(event);
    }
    return attributed();
  }

  /** What is known of it. */
  public Attributed attributed() {
    var by = rule == null ? Rule.UNATTRIBUTED : rule;
    return new Attributed(
        event, by, block, pair, asked, latencyNs, vcpu, isMergeable, arrival.isBehindLoss);
  }

  public boolean isLike(Change other) {
    return offset() == other.offset() && size() == other.size() && to() == other.to();
  }

  public boolean isOfThread(long other) {
    return event.isOfThread(other);
  }

  /** When it happened or was seen first, whichever was earlier. */
  public long earliestNs() {
    return Math.min(event.epochNs(), sinceNs);
  }

  /** Whether any of its candidates is without a place. */
  public boolean mayBeAnywhere() {
    for (var candidate : candidates) {
      if (!candidate.isLocated()) {
        return true;
      }
    }
    return false;
  }

  /** It is none of this request's; whether that is news. */
  public boolean isNotOf(Request request) {
    boolean isNews = candidates.remove(request);
    if (isNews) {
      evidence.presumeNothing();
    }
    return isNews;
  }

  /** Counting shows that it is of none of the requests without a place. */
  public void isOfLocated() {
    evidence.presumeNothing();
    isNarrowedByCount = true;
    candidates.removeIf(request -> !request.isLocated());
  }

  /** No request that is known can be its own. */
  public void isOfUnknownRequest() {
    candidates.clear();
  }

  /** The map knows more: some of its candidates may be out of question. */
  public void locate(MemoryMap map) {
    evidence.presumeNothing();
    candidates.removeIf(request -> !request.locate(map) || !request.canBe(event));
  }

  /** Whether the discard can have followed it, of whichever block it is. */
  public boolean canPrecede(Discard discard) {
    return to() == MemoryState.PRIVATE && offset() == discard.offset() && discard.isLike(this);
  }

  /** Whether its request, as far as that is known, can be for this block. */
  public boolean canBeOf(RamBlock other) {
    for (var candidate : candidates) {
      if (candidate.block() == null || candidate.block() == other) {
        return true;
      }
    }
    return candidates.isEmpty();
  }
}
