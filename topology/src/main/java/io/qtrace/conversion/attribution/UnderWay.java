package io.qtrace.conversion.attribution;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.ChangeSnapshot;
import io.qtrace.conversion.attribution.change.Discards;
import io.qtrace.conversion.attribution.change.FirstNamed;
import io.qtrace.conversion.attribution.change.HeldDiscards;
import io.qtrace.conversion.attribution.change.Unclaimed;
import io.qtrace.conversion.attribution.change.Unconfirmed;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.attribution.request.Causes;
import io.qtrace.conversion.attribution.request.Losses;
import io.qtrace.conversion.attribution.request.Premise;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.attribution.request.Requests;
import io.qtrace.conversion.attribution.rule.FromVeto;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * All that is under way and remembered of one VM's conversions: what a snapshot has of attribution.
 *
 * @param map where requests go to
 * @param active the time
 */
record UnderWay(
    MemoryMap map,
    ActiveTime active,
    Losses losses,
    Requests requests,
    Causes causes,
    Premise premise,
    Waiting waiting,
    Discards discards,
    HeldDiscards held,
    Unclaimed unclaimed,
    Unconfirmed unconfirmed,
    FirstNamed firstNamed,
    FromVeto veto) {

  /** Nothing yet. */
  static UnderWay nothing(MemoryMap map) {
    return nothing(map, new ActiveTime(), new Losses());
  }

  /** Nothing, in another map; but what is lost may be of what comes. */
  UnderWay beginAnew(MemoryMap another) {
    return nothing(another, active, losses);
  }

  private static UnderWay nothing(MemoryMap map, ActiveTime active, Losses losses) {
    return new UnderWay(
        map,
        active,
        losses,
        new Requests(),
        new Causes(),
        new Premise(),
        new Waiting(),
        new Discards(),
        new HeldDiscards(),
        new Unclaimed(),
        new Unconfirmed(),
        new FirstNamed(),
        new FromVeto(map));
  }

  void encode(SnapshotWriter out) throws IOException {
    var known = new ArrayList<>(requests.underWay());
    for (var change : waiting.all()) {
      for (var candidate : change.candidates()) {
        if (!known.contains(candidate)) {
          known.add(candidate);
        }
      }
    }
    active.encodeVmTime(out);
    out.writeInt(requests.underWay().size());
    out.writeList(known, request -> request.encode(out, map));
    causes.encode(out);
    requests.encodeConverting(out);
    var all = new LinkedHashSet<>(waiting.all());
    discards.addTo(all);
    unconfirmed.addTo(all);
    firstNamed.addTo(all);
    var changes = List.copyOf(all);
    out.writeInt(waiting.all().size());
    out.writeList(changes, change -> ChangeSnapshot.encode(change, out, map, known));
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
    held.encode(out, map);
  }

  /** Reads it into this one, which must be new. */
  void decode(SnapshotReader in) throws IOException {
    active.decodeVmTime(in);
    int alive = in.readInt();
    var known = new ArrayList<Request>();
    in.readList(() -> known.add(Request.decode(in, map)));
    requests.underWay().addAll(known.subList(0, alive));
    causes.decode(in);
    requests.decodeConverting(in);
    int stillWaiting = in.readInt();
    var changes = new ArrayList<Change>();
    in.readList(() -> changes.add(ChangeSnapshot.decode(in, map, known)));
    waiting.all().addAll(changes.subList(0, stillWaiting));
    discards.decode(in, map, changes);
    if (in.isSince(4)) {
      causes.decodeCounts(in);
      requests.decodeUnknown(in);
      losses.decode(in);
      premise.decode(in);
      unclaimed.decode(in, map);
    }
    if (!in.isSince(5)) {
      active.decodeNothing();
    }
    if (in.isSince(4) && !in.isSince(5)) {
      unconfirmed.decodeCopies(in, map);
    } else if (in.isSince(5)) {
      unconfirmed.decode(in, changes);
      active.decode(in);
      veto.decode(in);
      firstNamed.decode(in, changes);
    }
    if (in.isSince(8)) {
      held.decode(in, map);
    }
  }
}
