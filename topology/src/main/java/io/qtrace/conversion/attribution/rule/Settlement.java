package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Unclaimed;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.attribution.request.Premise;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Rule;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settles changes, and what follows from that for requests and for other changes. */
public final class Settlement {

  private final MemoryMap map;
  private final Requests requests;
  private final Waiting waiting;
  private final Premise premise;
  private final Unclaimed unclaimed;
  private final Latency latency;

  /** Changes that have fewer candidates than when they were looked at. */
  private final ArrayDeque<Change> narrowed = new ArrayDeque<>();

  private boolean mapHasGrown;

  public Settlement(
      MemoryMap map,
      Requests requests,
      Waiting waiting,
      Premise premise,
      Unclaimed unclaimed,
      Latency latency) {
    this.map = map;
    this.requests = requests;
    this.waiting = waiting;
    this.premise = premise;
    this.unclaimed = unclaimed;
    this.latency = latency;
  }

  /** By one of these requests, which are all for the same memory. */
  void settle(Change change, Rule rule, RamBlock block, List<Request> equal) {
    var request = equal.get(0);
    boolean isCertain = latency.isCertain(change, block, equal);
    settle(change, rule, block, request);
    if (isCertain) {
      change.took(Latency.of(change, request), request.vcpu());
    }
    take(equal);
  }

  /** By a discard, which tells nothing of requests. */
  void settle(Change change, RamBlock block) {
    if (!change.candidates().isEmpty()) {
      unclaimed.add(block, change, requests.next());
    }
    settle(change, Rule.DISCARD, block, (Request) null);
  }

  /** One of several that go to these blocks, in this order or in another. */
  void settlePaired(Change change, RamBlock block, @Nullable Request request, List<RamBlock> pair) {
    boolean isOrphan = change.candidates().isEmpty();
    change.isOneOf(pair);
    settle(change, pair.isEmpty() ? Rule.DISCARD : Rule.PAIR, block, (Request) null);
    if (request != null) {
      requests.fulfilled(request);
    } else if (!isOrphan) {
      unclaimed.add(block, change, requests.next());
    }
  }

  void settle(Change change, Rule rule, @Nullable RamBlock block, @Nullable Request request) {
    change.settle(rule, block);
    if (block != null) {
      block.show(change.offset(), change.size());
    }
    if (request != null) {
      change.tellRequest(request);
      if (block != null && !request.isLocated()) {
        mapHasGrown |= map.learn(block, change.offset(), request.gpa(), request.size());
      }
    }
  }

  /** Nobody knows: one of its candidates may be over with it. */
  public void giveUp(Change change) {
    change.candidates().stream().filter(Request::isAwaited).findFirst().ifPresent(Request::spend);
    settle(change, Rule.UNATTRIBUTED, null, (Request) null);
  }

  /** One of these requests, which are for the same memory, has found its change. */
  public void take(List<Request> equal) {
    var request = equal.get(equal.size() - 1);
    requests.fulfilled(request);
    premise.fulfilled();
    if (equal.size() > 1) {
      // It may have been another one's, and then that one waits for this one's change.
      equal.forEach(other -> other.standInFor(request));
    } else if (!request.standsInForOthers()) {
      isOfNoOther(request);
    }
  }

  private void isOfNoOther(Request request) {
    for (var other : waiting.all()) {
      if (!other.isSettled() && other.isNotOf(request) && !other.candidates().isEmpty()) {
        narrowed.add(other);
      }
    }
  }

  /** The next change to look at again; null if there is none. */
  public @Nullable Change nextNarrowed() {
    return narrowed.poll();
  }

  /** Whether the map has learnt anything since this was asked. */
  public boolean mapHasGrown() {
    boolean grown = mapHasGrown;
    mapHasGrown = false;
    return grown;
  }
}
