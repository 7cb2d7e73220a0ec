package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are under way. One leaves when something shows that it is over: its change, its
 * vCPU's next exit or its thread's next request. Where there are too many, the oldest leaves a
 * mark: somebody unknown was here, and no choice may rest on there being nobody else. Not
 * thread-safe.
 */
final class Requests {

  /** KVM has as many vCPUs. */
  static final int MAX_VCPUS = 4096;

  /** Each change that waits may hold one, and each vCPU has one under way. */
  static final int MAX = Waiting.MAX + 1024;

  /** So many for one place and more are too many to tell apart. */
  private static final int MAX_CANDIDATES = 256;

  /** Of equal requests without a change for so long, one is kept for all. */
  static final long AGED_NS = 2_000_000_000L;

  private static final int MAX_KINDS = 64;

  /** What is left of a request that had to leave. */
  private record Kind(long size, MemoryState to) {}

  private final List<Request> underWay = new ArrayList<>();

  /** vCPUs whose last exit may have led to a request. */
  private final BitSet converting = new BitSet();

  private final Set<Kind> unknown = new LinkedHashSet<>();

  /** There were too many kinds of them. */
  private boolean anyIsUnknown;

  /** Of all requests so far. */
  private long count;

  /** Number of the request that comes next. */
  long next() {
    return count;
  }

  List<Request> underWay() {
    return underWay;
  }

  /** The VM's time went on. */
  void time(long beforeNs, long nowNs) {
    for (int i = underWay.size() - 1; i >= 0; i--) {
      var request = underWay.get(i);
      if (request.sinceNs != Request.NOT_YET) {
        return;
      }
      request.stamp(beforeNs, nowNs);
    }
  }

  /** A vCPU left the guest; returns those that are over with that. */
  List<Request> exited(int vcpu, boolean mayConvert) {
    var over = List.<Request>of();
    for (int i = underWay.size() - 1; i >= 0; i--) {
      if (underWay.get(i).isOverWith(vcpu)) {
        over = over.isEmpty() ? new ArrayList<>() : over;
        over.add(underWay.remove(i));
      }
    }
    converting.set(vcpu, mayConvert);
    return over;
  }

  /** A thread is at something else; returns what it was at. */
  List<Request> threadWentOn(long threadId) {
    var over = underWay.stream().filter(request -> request.threadId == threadId).toList();
    underWay.removeAll(over);
    return over;
  }

  /** The vCPUs of which one is at the request that comes now; null if nobody can tell. */
  @Nullable BitSet atRequest() {
    var vcpus = converting.isEmpty() ? null : (BitSet) converting.clone();
    if (vcpus != null && vcpus.cardinality() == 1) {
      converting.clear();
    }
    return vcpus;
  }

  void add(Request request, long nowNs) {
    for (int i = underWay.size() - 1; i >= 0; i--) {
      var other = underWay.get(i);
      if (other.isEqual(request) && other.sinceNs != Request.NOT_YET) {
        if (nowNs - other.sinceNs > AGED_NS) {
          request.standInForForgotten(other);
          underWay.remove(i);
        }
      }
    }
    if (underWay.size() == MAX) {
      forget(underWay.remove(0));
    }
    underWay.add(request);
    count = request.number + 1;
  }

  private void forget(Request request) {
    if (unknown.size() < MAX_KINDS) {
      unknown.add(new Kind(request.size, request.to));
    } else {
      anyIsUnknown = true;
    }
  }

  /** Whether the change may be of a request that had to leave. */
  boolean mayBeUnknown(Change change) {
    return anyIsUnknown
        || (!unknown.isEmpty() && unknown.contains(new Kind(change.size, change.to)));
  }

  /** The map knows more: some have a place now, or are for what can not be converted. */
  void locate(MemoryMap map) {
    underWay.removeIf(request -> !request.locate(map));
  }

  boolean remove(Request request) {
    return underWay.remove(request);
  }

  /**
   * Adds those that the change can be of, unless there are too many to tell apart.
   *
   * @return whether there is any
   */
  boolean findFor(Change change) {
    for (var request : underWay) {
      if (request.canBe(change)) {
        change.candidates.add(request);
      }
    }
    boolean isFound = !change.candidates.isEmpty();
    if (change.candidates.size() > MAX_CANDIDATES) {
      change.candidates.clear();
    }
    return isFound;
  }

  /** QEMU began anew with all memory private: none is under way. */
  void clear() {
    underWay.clear();
    converting.clear();
    unknown.clear();
    anyIsUnknown = false;
  }

  void encodeConverting(DataOutput out) throws IOException {
    Bits.encode(converting, out);
  }

  void decodeConverting(DataInput in) throws IOException {
    Bits.decodeInto(converting, in);
  }

  void encodeUnknown(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeBoolean(anyIsUnknown);
    out.writeInt(unknown.size());
    for (var kind : unknown) {
      out.writeLong(kind.size);
      out.writeByte(kind.to.code());
    }
  }

  void decodeUnknown(DataInput in) throws IOException {
    count = in.readLong();
    anyIsUnknown = in.readBoolean();
    for (int left = in.readInt(); left > 0; left--) {
      unknown.add(new Kind(in.readLong(), MemoryState.of(in.readByte())));
    }
  }
}
