package io.qtrace.conversion.attribution;

import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.attribution.rule.Doubt;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.Place;
import io.qtrace.conversion.outcome.Refused;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes requests as they come, and tells which of those that are over were refused. */
final class NewRequests {

  private final UnderWay all;
  private final Doubt doubt;
  private final Consumer<Refused> refused;

  /**
   * @param refused takes each request that has no change, where that is certain
   */
  NewRequests(UnderWay all, Doubt doubt, Consumer<Refused> refused) {
    this.all = all;
    this.doubt = doubt;
    this.refused = refused;
  }

  /** These are over. */
  void areOver(List<Request> requests) {
    for (int i = 0; i < requests.size(); i++) { // of mostly none: no iterator for that
      isOver(requests.get(i));
    }
  }

  /** A request is over; if no change can be its own, it was refused. */
  private void isOver(Request request) {
    if (Requests.isForNothing(request, all.map())) {
      return; // it was refused when it came
    }
    if (!all.waiting().mayBeOf(request)) {
      all.premise().refused();
      if (request.hasNoChange() && !all.losses().isNear()) {
        refused.accept(refused(request));
      }
    }
  }

  private static Refused refused(Request request) {
    var block = request.block();
    var refused = Refused.of(request.event(), Refused.Reason.NO_CHANGE, request.cause());
    return block == null ? refused : refused.in(block.name(), request.offset());
  }

  /** One comes. */
  void requested(MemoryEvent.Requested request) {
    if (request.threadId() >= 0) {
      areOver(all.requests().threadWentOn(request.threadId()));
      all.discards().threadWentOn(request.threadId());
    }
    all.premise().requested();
    var cause = all.causes().take(request);
    var vcpus = vcpusAtRequest();
    var parts = all.map().parts(request.gpa(), request.size());
    if (parts.isEmpty() && !all.losses().isNear() && !doubt.isBeginning()) {
      refused.accept(Refused.of(request, Refused.Reason.NOTHING_THERE, cause));
    }
    if (parts.isEmpty()) {
      var origin = new Request.Origin(all.requests().next(), cause, vcpus, doubt.isBeginning());
      var none = new Request(request, origin);
      if (Requests.staysForNothing(none)) {
        begin(none, null, false);
      }
    }
    for (var part : parts) {
      var own = vcpus == null || parts.size() == 1 ? vcpus : (BitSet) vcpus.clone();
      var origin = new Request.Origin(all.requests().next(), cause, own, doubt.isBeginning());
      begin(new Request(part.of(request), origin), part.place(), parts.size() > 1);
    }
  }

  private void begin(Request request, @Nullable Place place, boolean isOneOfParts) {
    if (isOneOfParts) {
      request.mayBeDone(); // the other part may have had its change
    }
    if (place != null) {
      request.locate(place);
    }
    if (all.losses().isNear()) {
      request.uncount();
    }
    all.requests().add(request, all.active().nowNs());
  }

  /**
   * Which vCPUs can have made a request; an exit that was lost may be that of any, and one from
   * before the trace that of a vCPU which is not known yet.
   */
  private @Nullable BitSet vcpusAtRequest() {
    var vcpus = all.requests().atRequest();
    if (doubt.isBeginning()) {
      return null;
    }
    return vcpus != null && all.losses().isNear() ? all.losses().vcpus() : vcpus;
  }
}
