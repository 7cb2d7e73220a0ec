package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state change on its way to its RAM block. */
final class Change {

  final long epochNs;
  final long position;
  final long offset;
  final long size;
  final MemoryState from;
  final MemoryState to;
  final long threadId;

  /** Stands for a time that is not known yet. */
  static final long NOT_YET = Long.MAX_VALUE;

  /** Stands for a latency that is not certain. */
  static final long UNKNOWN = -1;

  /** When it came, once the VM's time behind it is known. */
  long sinceNs = NOT_YET;

  /** When it came, by {@link ActiveTime}. */
  long activeNs;

  /** Of the VM's changes, in the order of the trace. */
  long number;

  /** Events may have been lost where it came. */
  boolean isBehindLoss;

  /** The most events that a loss near it may have taken; 0 if none can be missing. */
  long nearLoss;

  /** The requests it can be of; emptied when it is settled. */
  final List<Request> candidates = new ArrayList<>(2);

  @Nullable RamBlock block;

  /** Null until it is settled. */
  @Nullable Rule rule;

  /** For {@link Rule#PAIR}: the blocks that changes like this one belong to. */
  List<RamBlock> pair = List.of();

  /** Its discard may have come already, when nobody could tell whose it was. */
  boolean missedDiscard;

  /** A discard that fits names this block, but other changes fit it as well. */
  @Nullable RamBlock named;

  /** By the map; not settled, because the discard that has to follow confirms or refutes it. */
  @Nullable RamBlock presumed;

  /** A discard named this block, but the change that it is of may have been lost. */
  @Nullable RamBlock tentative;

  /** A discard says so, too. */
  boolean isConfirmed;

  /** It came where what happened before the trace may not have ended. */
  boolean isEarly;

  /** A discard that fits came of another block than is presumed, when its own had to come. */
  boolean isContradicted;

  /** Guest address; meaningful if {@link #hasGpa}. */
  long gpa;

  boolean hasGpa;

  Cause cause = Cause.UNKNOWN;

  /** Counting alone ruled out that it is another request's, which tells nothing of times. */
  boolean isNarrowedByCount;

  /** It continues another one of its block: one request could have done both. */
  boolean isMergeable;

  /** From its request to it; {@link #UNKNOWN} if that is not certain. */
  long latencyNs = UNKNOWN;

  Change(
      long epochNs,
      long position,
      long offset,
      long size,
      MemoryState from,
      MemoryState to,
      long threadId) {
    this.epochNs = epochNs;
    this.position = position;
    this.offset = offset;
    this.size = size;
    this.from = from;
    this.to = to;
    this.threadId = threadId;
  }

  /** The VM's time before and behind it; what it says itself counts if it lies between them. */
  void stamp(long beforeNs, long nowNs) {
    sinceNs = Math.max(beforeNs, Math.min(epochNs, nowNs));
  }

  void settle(Rule by, @Nullable RamBlock of) {
    rule = by;
    block = of;
    presumed = null;
    tentative = null;
    latencyNs = UNKNOWN;
    candidates.forEach(Request::mayBeDone);
    candidates.clear();
  }

  /** What its request tells of it. */
  void tellRequest(Request request) {
    hasGpa = true;
    gpa = request.gpa;
    cause = request.cause;
  }

  /** It can not be of its block, so not of that request either. */
  void withdraw() {
    settle(Rule.UNATTRIBUTED, null);
    hasGpa = false;
    gpa = 0;
    cause = Cause.UNKNOWN;
  }

  /** What was thought to be its block is not: the memory map was another process's. */
  void refute() {
    if (!isSettled()) {
      presumed = null;
      tentative = null;
      named = null;
    } else if (!isConfirmed && rule != Rule.UNATTRIBUTED) {
      pair = List.of();
      settle(Rule.UNATTRIBUTED, null);
    }
  }

  Rule settledBy() {
    return rule == null ? Rule.UNATTRIBUTED : rule;
  }

  boolean isSettled() {
    return rule != null;
  }

  boolean isLike(Change other) {
    return offset == other.offset && size == other.size && to == other.to;
  }

  /** When it happened or was seen first, whichever was earlier. */
  long earliestNs() {
    return Math.min(epochNs, sinceNs);
  }

  /** Whether any of its candidates is without a place. */
  boolean mayBeAnywhere() {
    for (var candidate : candidates) {
      if (!candidate.isLocated()) {
        return true;
      }
    }
    return false;
  }

  /** The map knows more: some of its candidates may be out of question. */
  void locate(MemoryMap map) {
    presumed = null;
    candidates.removeIf(request -> !request.locate(map) || !request.canBe(this));
  }

  /** Whether the discard of these bytes can have followed it. */
  boolean canPrecede(long discardOffset, long length, long discardThreadId) {
    return to == MemoryState.PRIVATE
        && offset == discardOffset
        && size == length
        && isOfThread(discardThreadId);
  }

  /** Whether its request, as far as that is known, can be for this block. */
  boolean canBeOf(RamBlock other) {
    for (var candidate : candidates) {
      if (candidate.block == null || candidate.block == other) {
        return true;
      }
    }
    return candidates.isEmpty();
  }

  boolean isOfThread(long other) {
    return threadId < 0 || other < 0 || threadId == other;
  }

  /**
   * Writes it to a snapshot.
   *
   * @param requests all that any change may refer to
   */
  void encode(DataOutput out, MemoryMap map, List<Request> requests) throws IOException {
    out.writeLong(epochNs);
    out.writeLong(position);
    out.writeLong(offset);
    out.writeLong(size);
    out.writeByte(from.code());
    out.writeByte(to.code());
    out.writeLong(threadId);
    out.writeLong(sinceNs);
    out.writeInt(candidates.size());
    for (var candidate : candidates) {
      out.writeInt(requests.indexOf(candidate));
    }
    out.writeInt(map.indexOf(block));
    out.writeByte(rule == null ? -1 : rule.code());
    out.writeInt(pair.size());
    for (var one : pair) {
      out.writeInt(map.indexOf(one));
    }
    out.writeInt(map.indexOf(named));
    out.writeBoolean(missedDiscard);
    out.writeBoolean(hasGpa);
    out.writeLong(gpa);
    out.writeByte(cause.code());
    out.writeBoolean(isBehindLoss);
    out.writeBoolean(isConfirmed);
    out.writeInt(map.indexOf(presumed));
    out.writeInt(map.indexOf(tentative));
    out.writeLong(activeNs);
    out.writeLong(number);
    out.writeLong(nearLoss);
    out.writeBoolean(isContradicted);
    out.writeBoolean(isEarly);
    out.writeBoolean(isNarrowedByCount);
    out.writeLong(latencyNs);
    out.writeBoolean(isMergeable);
  }

  static Change decode(DataInput in, MemoryMap map, List<Request> requests, int version)
      throws IOException {
    var change =
        new Change(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            MemoryState.of(in.readByte()),
            MemoryState.of(in.readByte()),
            in.readLong());
    change.sinceNs = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      change.candidates.add(requests.get(in.readInt()));
    }
    change.block = map.block(in.readInt());
    int rule = in.readByte();
    change.rule = rule < 0 ? null : Rule.of(rule);
    var pair = new ArrayList<RamBlock>();
    for (int left = in.readInt(); left > 0; left--) {
      var block = map.block(in.readInt());
      if (block != null) {
        pair.add(block);
      }
    }
    change.pair = List.copyOf(pair);
    change.named = map.block(in.readInt());
    change.missedDiscard = in.readBoolean();
    change.hasGpa = in.readBoolean();
    change.gpa = in.readLong();
    change.cause = Cause.of(in.readByte());
    if (version > 3) {
      change.isBehindLoss = in.readBoolean();
      change.isConfirmed = in.readBoolean();
      change.presumed = map.block(in.readInt());
      change.tentative = map.block(in.readInt());
    }
    if (version > 4) {
      change.activeNs = in.readLong();
      change.number = in.readLong();
      change.nearLoss = in.readLong();
      change.isContradicted = in.readBoolean();
      change.isEarly = in.readBoolean();
    }
    if (version > 5) {
      change.isNarrowedByCount = in.readBoolean();
      change.latencyNs = in.readLong();
      change.isMergeable = in.readBoolean();
    }
    return change;
  }
}
