package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.Place;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A conversion QEMU set out to do, which nothing shows to be over. Not thread-safe. */
public final class Request {

  /**
   * Who made it, and why, as far as anybody can tell.
   *
   * @param number of the VM's requests, in the order of the trace
   * @param vcpus one of them made it; null if nobody can tell
   * @param isEarly requests from before the trace may still be under way, so its vCPU is not
   *     certain
   */
  public record Origin(long number, Cause cause, @Nullable BitSet vcpus, boolean isEarly) {}

  private final MemoryEvent.Requested event;
  private final Origin origin;
  private long sinceNs;
  private long changesBefore;

  /** Where it goes to, if the memory map knows. */
  private @Nullable RamBlock block;

  private long offset;

  /** The vCPUs of which one made it; null if nobody can tell. */
  private @Nullable BitSet vcpus;

  private boolean standsInForOthers;

  /** It may have had its change, which could not be told from others'. */
  private boolean isSpent;

  /** It stands for an unknown number of requests like it. */
  private boolean isOneOfMany;

  /** Its change may be lost. */
  private boolean isUncounted;

  /** A change was settled that might have been its own, and may not have been. */
  private boolean mayBeDone;

  /**
   * A request that has just come, or the part of one that lies in one block.
   *
   * @param event of that part
   */
  public Request(MemoryEvent.Requested event, Origin origin) {
    this.event = event;
    this.origin = origin;
    this.vcpus = origin.vcpus;
  }

  public long number() {
    return origin.number;
  }

  /** Of the part in its block, if it is one. */
  public MemoryEvent.Requested event() {
    return event;
  }

  public long gpa() {
    return event.gpa();
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

  public Cause cause() {
    return origin.cause;
  }

  /** When it came, by {@link ActiveTime}. */
  long sinceNs() {
    return sinceNs;
  }

  /** How many changes had come before it. */
  long changesBefore() {
    return changesBefore;
  }

  /** It is under way from now on. */
  void begin(long activeNs, long changes) {
    sinceNs = activeNs;
    changesBefore = changes;
  }

  /** Where it goes to; null if the memory map does not know. */
  public @Nullable RamBlock block() {
    return block;
  }

  public long offset() {
    return offset;
  }

  public void locate(Place place) {
    block = place.block();
    offset = place.offset();
  }

  /** False if it is for what cannot be converted. */
  public boolean locate(MemoryMap map) {
    var place = isLocated() ? null : map.locate(gpa(), size());
    if (place != null && place.block() != null) {
      locate(place);
    }
    return place == null || place.block() != null;
  }

  public boolean isLocated() {
    return block != null;
  }

  /** Whether something will show that it is over: its thread's next request, its vCPU's exit. */
  boolean willBeOver() {
    return threadId() >= 0 || vcpus != null;
  }

  /** Other memory lies where a block did. */
  void replace(RamBlock old, RamBlock by) {
    if (block == old) {
      block = by;
    }
  }

  /** One of these made it, if nobody could tell. */
  void mayBeOf(BitSet any) {
    if (vcpus == null) {
      vcpus = (BitSet) any.clone();
    }
  }

  /** The vCPU that made it; -1 if that is not certain. */
  public int vcpu() {
    return vcpus == null || vcpus.cardinality() != 1 ? -1 : vcpus.nextSetBit(0);
  }

  /** A vCPU went on; true if that leaves none that can still be at this request. */
  boolean isOverWith(int vcpu) {
    if (vcpus == null || !vcpus.get(vcpu)) {
      return false;
    }
    vcpus.clear(vcpu);
    return vcpus.isEmpty();
  }

  /**
   * Another request for the same memory is gone, as one of the two found its change; which one,
   * nobody can tell.
   */
  public void standInFor(Request other) {
    standsInForOthers = true;
    isOneOfMany |= other.isOneOfMany;
    isUncounted |= other.isUncounted;
    if (vcpus != null && other.vcpus != null) {
      vcpus.or(other.vcpus);
    } else {
      vcpus = null;
    }
  }

  /** An equal request is forgotten, and may still get its change. */
  void standInForForgotten(Request other) {
    standInFor(other);
    isOneOfMany = true;
  }

  boolean isOneOfMany() {
    return isOneOfMany;
  }

  /** Whether the change it is waiting for may be another request's. */
  public boolean standsInForOthers() {
    return standsInForOthers;
  }

  /** A change came that was its own, or another's: nobody could tell. */
  public void spend() {
    isSpent = true;
  }

  /** Whether a change has to come for it; where, is known. */
  public boolean isAwaited() {
    return isLocated() && !isSpent;
  }

  /** Events are lost, so perhaps its change. */
  public void uncount() {
    isUncounted = true;
  }

  /** Whether it will have exactly one change, as far as anybody can tell. */
  public boolean isCounted() {
    return !isUncounted && !isOneOfMany;
  }

  /** A change that might be its own has a block, or never will have. */
  public void mayBeDone() {
    mayBeDone = true;
  }

  /** Whether QEMU refused it, if it is over and no change that waits can be its own. */
  public boolean hasNoChange() {
    return isSole() && !mayBeDone && !origin.isEarly;
  }

  /** Whether no other request can have had its change, and no other change can have been its. */
  public boolean isSole() {
    return isCounted() && !standsInForOthers && !isSpent;
  }

  /** Whether the state change can be this request's. */
  public boolean canBe(MemoryEvent.Changed change) {
    return size() == change.size()
        && to() == change.to()
        && (block == null || offset == change.offset())
        && change.isOfThread(threadId());
  }

  public void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeLong(sinceNs);
    out.writeLong(gpa());
    out.writeLong(size());
    out.writeByte(to().code());
    out.writeLong(threadId());
    out.writeByte(cause().code());
    out.writeInt(map.indexOf(block));
    out.writeLong(offset);
    out.writeBits(vcpus);
    out.writeBoolean(standsInForOthers);
    out.writeLong(number());
    out.writeLong(changesBefore);
    out.writeBoolean(isSpent);
    out.writeBoolean(isOneOfMany);
    out.writeBoolean(isUncounted);
    out.writeLong(event.epochNs());
    out.writeBoolean(origin.isEarly);
    out.writeBoolean(mayBeDone);
  }

  public static Request decode(SnapshotReader in, MemoryMap map) throws IOException {
    long sinceNs = in.readLong();
    long gpa = in.readLong();
    long size = in.readLong();
    var to = MemoryState.of(in.readByte());
    long threadId = in.readLong();
    var cause = Cause.of(in.readByte());
    var block = map.block(in.readInt());
    long offset = in.readLong();
    var vcpus = in.readBits();
    boolean standsInForOthers = in.readBoolean();
    long number = in.isSince(4) ? in.readLong() : 0;
    long changesBefore = in.isSince(4) ? in.readLong() : 0;
    boolean isSpent = in.isSince(4) && in.readBoolean();
    boolean isOneOfMany = in.isSince(4) && in.readBoolean();
    boolean isUncounted = in.isSince(5) && in.readBoolean();
    long epochNs = in.isSince(6) ? in.readLong() : MemoryEvent.Requested.NO_TIME;
    boolean isEarly = in.isSince(6) && in.readBoolean();
    var event = new MemoryEvent.Requested(epochNs, gpa, size, to, threadId);
    var request = new Request(event, new Origin(number, cause, vcpus, isEarly));
    if (in.isSince(5)) { // before, this was the VM's time
      request.begin(sinceNs, changesBefore);
    }
    if (block != null) {
      request.locate(new Place(block, offset));
    }
    request.standsInForOthers = standsInForOthers;
    request.isSpent = isSpent;
    request.isOneOfMany = isOneOfMany;
    request.isUncounted = isUncounted;
    request.mayBeDone = !in.isSince(6) || in.readBoolean();
    return request;
  }
}
