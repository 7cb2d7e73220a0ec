package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Rule;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes in snapshots. */
public final class ChangeSnapshot {

  private ChangeSnapshot() {}

  /** All of a change; see there. */
  record State(
      Attributed known,
      boolean isSettled,
      List<Request> candidates,
      Evidence evidence,
      long sinceNs,
      long activeNs,
      long number,
      long nearLoss,
      boolean isEarly,
      boolean isNarrowedByCount) {}

  /**
   * Writes a change.
   *
   * @param requests all that any change may refer to
   */
  public static void encode(
      Change change, SnapshotWriter out, MemoryMap map, List<Request> requests) throws IOException {
    var known = change.attributed();
    encode(change.event(), out);
    out.writeLong(change.sinceNs());
    out.writeList(change.candidates(), candidate -> out.writeInt(requests.indexOf(candidate)));
    out.writeInt(map.indexOf(known.block()));
    out.writeByte(change.isSettled() ? known.rule().code() : -1);
    out.writeList(known.pair(), one -> out.writeInt(map.indexOf(one)));
    change.evidence().encodeNamed(out, map);
    var asked = known.asked();
    out.writeBoolean(asked != null);
    out.writeLong(asked == null ? 0 : asked.gpa());
    out.writeByte(known.cause().code());
    out.writeBoolean(known.isBehindLoss());
    change.evidence().encodePresumed(out, map);
    out.writeLong(change.arrival().activeNs());
    out.writeLong(change.arrival().number());
    out.writeLong(change.nearLoss());
    change.evidence().encodeContradicted(out);
    out.writeBoolean(change.arrival().isEarly());
    out.writeBoolean(change.isNarrowedByCount());
    out.writeLong(known.latencyNs());
    out.writeBoolean(known.isMergeable());
    out.writeInt(known.vcpu());
  }

  private static void encode(MemoryEvent.Changed event, SnapshotWriter out) throws IOException {
    out.writeLong(event.epochNs());
    out.writeLong(event.position());
    out.writeLong(event.offset());
    out.writeLong(event.size());
    out.writeByte(event.from().code());
    out.writeByte(event.to().code());
    out.writeLong(event.threadId());
  }

  public static Change decode(SnapshotReader in, MemoryMap map, List<Request> requests)
      throws IOException {
    var event =
        new MemoryEvent.Changed(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            MemoryState.of(in.readByte()),
            MemoryState.of(in.readByte()),
            in.readLong());
    long sinceNs = in.readLong();
    var candidates = new ArrayList<Request>();
    in.readList(() -> candidates.add(requests.get(in.readInt())));
    var block = map.block(in.readInt());
    int rule = in.readByte();
    var pair = decodePair(in, map);
    var evidence = new Evidence();
    evidence.decodeNamed(in, map);
    var asked = decodeAsked(in);
    boolean isBehindLoss = in.isSince(4) && in.readBoolean();
    if (in.isSince(4)) {
      evidence.decodePresumed(in, map);
    }
    long activeNs = in.isSince(5) ? in.readLong() : 0;
    long number = in.isSince(5) ? in.readLong() : 0;
    long nearLoss = in.isSince(5) ? in.readLong() : 0;
    if (in.isSince(5)) {
      evidence.decodeContradicted(in);
    }
    boolean isEarly = in.isSince(5) && in.readBoolean();
    boolean isNarrowedByCount = in.isSince(6) && in.readBoolean();
    long latencyNs = in.isSince(6) ? in.readLong() : Attributed.NO_LATENCY;
    boolean isMergeable = in.isSince(6) && in.readBoolean();
    int vcpu = in.isSince(7) ? in.readInt() : Attributed.NO_VCPU;
    var known =
        new Attributed(
            event,
            rule < 0 ? Rule.UNATTRIBUTED : Rule.of(rule),
            block,
            pair,
            asked,
            latencyNs,
            vcpu,
            isMergeable,
            isBehindLoss);
    return Change.restored(
        new State(
            known,
            rule >= 0,
            candidates,
            evidence,
            sinceNs,
            activeNs,
            number,
            nearLoss,
            isEarly,
            isNarrowedByCount));
  }

  private static List<RamBlock> decodePair(SnapshotReader in, MemoryMap map) throws IOException {
    var pair = new ArrayList<RamBlock>();
    in.readList(
        () -> {
          var block = map.block(in.readInt());
          if (block != null) {
            pair.add(block);
          }
        });
    return List.copyOf(pair);
  }

  private static Attributed.@Nullable Asked decodeAsked(SnapshotReader in) throws IOException {
    boolean isKnown = in.readBoolean();
    long gpa = in.readLong();
    var cause = Cause.of(in.readByte());
    return isKnown ? new Attributed.Asked(gpa, cause) : null;
  }
}
