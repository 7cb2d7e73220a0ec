package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are under way. One leaves when something shows that it is over: its change, its
 * vCPU's next exit or its thread's next request. Where there are too many, the oldest leaves a
 * mark: somebody unknown was here, and no choice may rest on there being nobody else. Not
 * thread-safe.
 */
public final class Requests {

  /** KVM has as many vCPUs. */
  public static final int MAX_VCPUS = 4096;

  /** Each of 4,096 changes that wait may hold one, and each vCPU has one under way. */
  public static final int MAX = 4096 + 1024;

  /** So many for one place and more are too many to tell apart. */
  private static final int MAX_CANDIDATES = 256;

  /** Of equal requests without a change for so long, by {@link ActiveTime}, one is kept for all. */
  static final long AGED_NS = 2_000_000_000L;

  /** One that has seen so many changes of others without its own may be refused. */
  private static final int STALE_CHANGES = 256;

  /** One that has seen so many is hardly the one that has its change now. */
  private static final int IDLE_CHANGES = 32;

  private final List<Request> underWay = new ArrayList<>();

  /** vCPUs whose last exit may have led to a request. */
  private final BitSet converting = new BitSet();

  /** What is left of those that had to leave. */
  private final Kinds unknown = new Kinds();

  /** Of all requests so far. */
  private long count;

  /** Of all changes so far. */
  private long changes;

  /** Number of the request that comes next. */
  public long next() {
    return count;
  }

  public List<Request> underWay() {
    return underWay;
  }

  /** A vCPU left the guest; returns those that are over with that. */
  public List<Request> exited(int vcpu, boolean mayConvert) {
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
  public List<Request> threadWentOn(long threadId) {
    var over = underWay.stream().filter(request -> request.threadId() == threadId).toList();
    underWay.removeAll(over);
    return over;
  }

  /** The vCPUs of which one is at the request that comes now; null if nobody can tell. */
  public @Nullable BitSet atRequest() {
    var vcpus = converting.isEmpty() ? null : (BitSet) converting.clone();
    if (vcpus != null && vcpus.cardinality() == 1) {
      converting.clear();
    }
    return vcpus;
  }

  /**
   * @param activeNs now, by {@link ActiveTime}
   */
  public void add(Request request, long activeNs) {
    request.begin(activeNs, changes);
    for (int i = underWay.size() - 1; i >= 0; i--) {
      var other = underWay.get(i);
      if (areEqual(other, request) && activeNs - other.sinceNs() > AGED_NS) {
        request.standInForForgotten(other);
        underWay.remove(i);
      }
    }
    if (underWay.size() == MAX) {
      var oldest = underWay.remove(0);
      unknown.add(oldest.size(), oldest.to());
    }
    underWay.add(request);
    count = request.number() + 1;
  }

  private static boolean areEqual(Request one, Request other) {
    return one.gpa() == other.gpa()
        && one.size() == other.size()
        && one.to() == other.to()
        && one.threadId() == other.threadId();
  }

  /**
   * What began before the trace is over. Requests since may have been of any vCPU.
   *
   * @param vcpus all that are known
   */
  public void begun(BitSet vcpus) {
    if (!vcpus.isEmpty()) {
      underWay.forEach(request -> request.mayBeOf(vcpus));
    }
  }

  /** Events were lost: the changes of those that are under way may be among them. */
  public void lost() {
    underWay.forEach(Request::uncount);
  }

  /** Whether the change may be of a request that had to leave. */
  public boolean mayBeUnknown(MemoryEvent.Changed change) {
    return unknown.has(change.size(), change.to());
  }

  /** Whether many others had their changes between it and the one of this number. */
  public static boolean isIdle(Request request, long change) {
    return change - request.changesBefore() > IDLE_CHANGES;
  }

  /** Whether so many came since the change of this number that what was under way is over. */
  public boolean isLongAgo(long change) {
    return changes - change > 4 * STALE_CHANGES;
  }

  /** Whether so many changes came since that its own had to be among them. */
  public boolean isStale(Request request) {
    return changes - request.changesBefore() > STALE_CHANGES;
  }

  /** The map knows more: some have a place now, or are for what cannot be converted. */
  public void locate(MemoryMap map) {
    underWay.removeIf(request -> !request.locate(map) && !staysForNothing(request));
  }

  /** Whether there is nothing where it goes to that can be converted; only a complete map knows. */
  public static boolean isForNothing(Request request, MemoryMap map) {
    return !request.isLocated() && map.isNowhere(request.gpa(), request.size());
  }

  /**
   * Whether a request for what cannot be converted, by the map, is kept until it is over: a change
   * that can be of no other shows that the map is not complete.
   */
  public static boolean staysForNothing(Request request) {
    request.mayBeDone(); // that QEMU refuses it is no news
    return request.willBeOver();
  }

  /** It got its change. One that stands for an unknown number of others stays for those. */
  public void fulfilled(Request request) {
    if (!request.isOneOfMany()) {
      underWay.remove(request);
    }
  }

  /** A change comes; its number. */
  public long countChange() {
    return changes++;
  }

  /** Those that the change can be of. */
  public List<Request> findFor(MemoryEvent.Changed change, MemoryMap map) {
    return find(change, map, false);
  }

  /** The same of those for which there is nothing that can be converted, by the map. */
  public List<Request> findForNothing(MemoryEvent.Changed change, MemoryMap map) {
    return find(change, map, true);
  }

  private List<Request> find(MemoryEvent.Changed change, MemoryMap map, boolean isForNothing) {
    var found = new ArrayList<Request>(2);
    for (var request : underWay) {
      if (request.canBe(change) && isForNothing(request, map) == isForNothing) {
        found.add(request);
      }
    }
    return found;
  }

  /** Leaves none of those that a change can be of if they are too many to tell apart. */
  public static void limit(List<Request> candidates) {
    if (candidates.size() > MAX_CANDIDATES) {
      candidates.forEach(Request::mayBeDone);
      candidates.clear();
    }
  }

  /** Other memory lies where a block did. */
  public void replace(RamBlock old, RamBlock by) {
    underWay.forEach(request -> request.replace(old, by));
  }

  /** What goes to blocks that are gone is over. */
  public void forget(List<RamBlock> blocks) {
    underWay.removeIf(request -> request.block() != null && blocks.contains(request.block()));
  }

  /** QEMU began anew with all memory private: none is under way. */
  public void clear() {
    underWay.clear();
    converting.clear();
    unknown.clear();
  }

  public void encodeConverting(SnapshotWriter out) throws IOException {
    out.writeBits(converting);
  }

  public void decodeConverting(SnapshotReader in) throws IOException {
    in.readBitsInto(converting);
  }

  public void encodeUnknown(SnapshotWriter out) throws IOException {
    out.writeLong(count);
    unknown.encode(out);
    out.writeLong(changes);
  }

  public void decodeUnknown(SnapshotReader in) throws IOException {
    count = in.readLong();
    unknown.decode(in);
    changes = in.isSince(5) ? in.readLong() : 0;
  }
}
