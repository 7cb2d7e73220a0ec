package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the RAM block of each state change, which does not name it.
 *
 * <p>A change is of one of the requests under way that have its size and direction and whose guest
 * address is mapped to its offset. If those are all in one block, it is that one. Else the change
 * waits for what tells them apart: the discard that follows a change to private, the other change
 * of two, or its time runs out. Changes leave in the order in which they came.
 *
 * <p>Bounded: see the constants. One per life of a VM; not thread-safe.
 */
final class Attribution {

  /** A vCPU has one request under way; a guest with more of them loses attributions. */
  static final int MAX_REQUESTS = 1024;

  static final int MAX_CAUSES = 256;
  static final int MAX_WAITING = 4096;
  static final int MAX_UNDISCARDED = 1024;

  /** A request that got no state change in that time was refused or had nothing to do. */
  static final long REQUEST_NS = 2_000_000_000L;

  /** How long a change waits, in event time. */
  static final long WAIT_NS = 1_000_000_000L;

  /** A discard follows its change within microseconds; this is for learning only. */
  static final long UNDISCARDED_NS = 50_000_000L;

  private record Reason(Cause cause, long gpa, long size, long threadId) {

    boolean fits(long otherGpa, long otherSize, long otherThread) {
      return gpa == otherGpa
          && size == otherSize
          && (threadId < 0 || otherThread < 0 || threadId == otherThread);
    }
  }

  private final MemoryMap map;
  private final Consumer<Change> settled;

  private final List<Request> requests = new ArrayList<>();
  private final ArrayDeque<Reason> reasons = new ArrayDeque<>();

  /** vCPUs whose last exit may have led to a request. */
  private final BitSet converting = new BitSet();

  /** In the order they came; the first one is not settled. */
  private final ArrayDeque<Change> waiting = new ArrayDeque<>();

  /** Changes to private whose discard has not been seen. */
  private final ArrayDeque<Change> undiscarded = new ArrayDeque<>();

  private final BlockFinder finder = new BlockFinder();

  private long nowNs = Long.MIN_VALUE;

  /**
   * @param settled takes each change with its block and rule
   */
  Attribution(MemoryMap map, Consumer<Change> settled) {
    this.map = map;
    this.settled = settled;
  }

  void time(long epochNs) {
    if (epochNs > nowNs) {
      nowNs = epochNs;
      expire(Math.max(epochNs, Long.MIN_VALUE + WAIT_NS) - WAIT_NS);
    }
  }

  /** What is waited for is waited for by the VM's time: an event's own may be damaged. */
  private long since(long epochNs) {
    return nowNs == Long.MIN_VALUE ? epochNs : nowNs;
  }

  void exited(int vcpu, boolean mayConvert) {
    if (vcpu < 0 || vcpu >= MAX_REQUESTS) {
      return;
    }
    for (int i = requests.size() - 1; i >= 0; i--) {
      if (requests.get(i).isOverWith(vcpu)) {
        requests.remove(i);
      }
    }
    converting.set(vcpu, mayConvert);
  }

  void caused(Cause cause, long gpa, long size, long threadId) {
    if (reasons.size() == MAX_CAUSES) {
      reasons.removeFirst();
    }
    reasons.addLast(new Reason(cause, gpa, size, threadId));
  }

  void requested(long epochNs, long gpa, long size, MemoryState to, long threadId) {
    if (threadId >= 0) {
      requests.removeIf(request -> request.threadId == threadId);
    }
    var cause = takeCause(gpa, size, threadId);
    var place = map.locate(gpa, size);
    var vcpus = converting.isEmpty() ? null : (BitSet) converting.clone();
    if (vcpus != null && vcpus.cardinality() == 1) {
      converting.clear();
    }
    if (place != null && place.block() == null) {
      return; // a device, for example: QEMU refuses
    }
    if (requests.size() == MAX_REQUESTS) {
      requests.remove(0);
    }
    requests.add(
        new Request(
            since(epochNs),
            gpa,
            size,
            to,
            threadId,
            cause,
            place == null ? null : place.block(),
            place == null ? 0 : place.offset(),
            vcpus));
  }

  private Cause takeCause(long gpa, long size, long threadId) {
    for (var it = reasons.descendingIterator(); it.hasNext(); ) {
      var reason = it.next();
      if (reason.fits(gpa, size, threadId)) {
        it.remove();
        return reason.cause;
      }
    }
    return Cause.UNKNOWN;
  }

  void changed(Change change) {
    long since = since(change.epochNs);
    change.sinceNs = Math.min(change.epochNs, since);
    requests.removeIf(request -> since - request.sinceNs > REQUEST_NS);
    if (change.to == MemoryState.PRIVATE) {
      if (undiscarded.size() == MAX_UNDISCARDED) {
        undiscarded.removeFirst();
      }
      undiscarded.addLast(change);
    }
    for (var request : requests) {
      if (request.canBe(change)) {
        change.candidates.add(request);
      }
    }
    waiting.addLast(change);
    settle(change);
    if (!change.isSettled()) {
      settlePair(change);
    }
    if (waiting.size() > MAX_WAITING) {
      giveUp(waiting.getFirst());
    }
    release();
  }

  /** The memory map knows more: requests under way may have a place now. */
  void mapped() {
    requests.forEach(this::locate);
    for (var change : waiting) {
      if (!change.isSettled() && !change.candidates.isEmpty()) {
        change.candidates.forEach(this::locate);
        change.candidates.removeIf(request -> !request.canBe(change));
        settleAgain(change);
      }
    }
    release();
  }

  private void locate(Request request) {
    var place = request.block == null ? map.locate(request.gpa, request.size) : null;
    if (place != null && place.block() != null) {
      request.block = place.block();
      request.offset = place.offset();
    }
  }

  private void settleAgain(Change change) {
    if (!change.candidates.isEmpty()) {
      settle(change);
    }
    if (!change.isSettled()) {
      settlePair(change);
    }
  }

  /** Settles the change if all its candidates are in one block. */
  private void settle(Change change) {
    if (change.candidates.isEmpty()) {
      var only = map.onlyFit(change.offset, change.size);
      if (only != null) {
        settle(change, Rule.ONLY_FIT, only, null);
      }
      return;
    }
    var first = change.candidates.get(0);
    var block = first.block;
    if (block == null && change.candidates.size() == 1) {
      block = map.mappedBy(first.gpa - change.offset);
    }
    for (var candidate : change.candidates) {
      if (candidate != first && (candidate.block == null || candidate.block != block)) {
        return;
      }
    }
    if (block != null) {
      var equal = change.candidates.size() == 1 ? List.of(first) : List.copyOf(change.candidates);
      settle(change, Rule.MAP, block, first);
      take(equal);
    }
  }

  private void settle(
      Change change, Rule rule, @Nullable RamBlock block, @Nullable Request request) {
    change.rule = rule;
    change.block = block;
    change.candidates.clear();
    if (request != null) {
      change.hasGpa = true;
      change.gpa = request.gpa;
      change.cause = request.cause;
      if (block != null && request.block == null) {
        map.learn(block, change.offset, request.gpa, request.size);
      }
    }
  }

  /** One of these requests, which are for the same memory, has found its change. */
  private void take(List<Request> equal) {
    var request = equal.get(equal.size() - 1);
    requests.remove(request);
    if (equal.size() > 1) {
      // It may have been another one's, and then that one waits for this one's change.
      equal.forEach(other -> other.standInFor(request));
    } else if (!request.standsInForOthers()) {
      isOfNoOther(request);
    }
  }

  private void isOfNoOther(Request request) {
    for (var other : waiting) {
      if (!other.isSettled() && other.candidates.remove(request) && !other.candidates.isEmpty()) {
        settle(other);
      }
    }
  }

  /**
   * As many like changes as there are requests they can be of: each request has one of them, and
   * which one makes no difference to any block.
   */
  private void settlePair(Change last) {
    var like = new ArrayList<Change>();
    for (var change : waiting) {
      if (!change.isSettled() && change.isLike(last)) {
        like.add(change);
      }
    }
    var candidates = List.copyOf(last.candidates);
    if (like.size() < 2 || like.size() != candidates.size()) {
      return;
    }
    var blocks = new ArrayList<RamBlock>();
    for (var candidate : candidates) {
      if (candidate.block == null) {
        return;
      }
      if (!blocks.contains(candidate.block)) {
        blocks.add(candidate.block);
      }
    }
    for (var change : like) {
      if (!change.candidates.equals(candidates)) {
        return;
      }
    }
    for (int i = 0; i < like.size(); i++) {
      var request = candidates.get(i);
      var change = like.get(i);
      change.pair = List.copyOf(blocks);
      settle(change, Rule.PAIR, request.block, null);
      requests.remove(request);
    }
  }

  void discarded(String name, long host, long length, long threadId) {
    var block = map.discarded(name, host);
    if (!block.isPlaced) {
      finder.observe(block, host, length, threadId, undiscarded);
    }
    if (!block.isPlaced) {
      missDiscard(length, threadId);
      return;
    }
    long offset = host - block.host;
    if (offset < 0) {
      return;
    }
    if (isOfSettledChange(block, offset, length, threadId)) {
      return;
    }
    var open = new ArrayList<Change>(2);
    for (var change : waiting) {
      if (!change.isSettled()
          && change.canPrecede(offset, length, threadId)
          && change.canBeOf(block)) {
        open.add(change);
      }
    }
    if (open.stream().anyMatch(change -> change.missedDiscard)) {
      // One of them may have had its discard, and this be another one's.
      open.forEach(change -> change.missedDiscard = true);
    } else if (open.size() == 1) {
      settleByDiscard(open.get(0), block);
    } else if (!open.isEmpty()) {
      nameOneOf(open, block);
    }
    release();
  }

  /** A discard came that may be of any change of that length. */
  private void missDiscard(long length, long threadId) {
    for (var change : waiting) {
      if (!change.isSettled()
          && change.to == MemoryState.PRIVATE
          && change.size == length
          && change.isOfThread(threadId)) {
        change.missedDiscard = true;
      }
    }
  }

  /** Whether the discard can be of a change that is settled, and so says nothing of others. */
  private boolean isOfSettledChange(RamBlock block, long offset, long length, long threadId) {
    for (var it = undiscarded.iterator(); it.hasNext(); ) {
      var change = it.next();
      if (change.isSettled()
          && change.block == block
          && change.canPrecede(offset, length, threadId)) {
        it.remove();
        return true;
      }
    }
    return false;
  }

  private void settleByDiscard(Change change, RamBlock block) {
    undiscarded.remove(change);
    var request = requestOf(change, block);
    settle(change, Rule.DISCARD, block, request);
    if (request != null) {
      take(List.of(request));
    }
  }

  /** The candidate that is of this block; null if there are several or none. */
  private @Nullable Request requestOf(Change change, RamBlock block) {
    Request found = null;
    for (var candidate : change.candidates) {
      boolean isOfBlock =
          candidate.block == block
              || (candidate.block == null
                  && (change.candidates.size() == 1
                      || map.mappedBy(candidate.gpa - change.offset) == block));
      if (isOfBlock) {
        if (found != null) {
          return null;
        }
        found = candidate;
      }
    }
    return found;
  }

  /** Several changes are alike: once each has been named, they are settled together. */
  private void nameOneOf(List<Change> alike, RamBlock block) {
    var blocks = new ArrayList<RamBlock>();
    boolean given = false;
    for (var change : alike) {
      if (change.named == null && !given) {
        change.named = block;
        given = true;
      }
      if (change.named == null) {
        return;
      }
      if (!blocks.contains(change.named)) {
        blocks.add(change.named);
      }
    }
    undiscarded.removeAll(alike);
    for (var change : alike) {
      var rule = blocks.size() == 1 ? Rule.DISCARD : Rule.PAIR;
      var request = change.named == null ? null : requestOf(change, change.named);
      change.pair = blocks.size() == 1 ? List.of() : List.copyOf(blocks);
      settle(change, rule, change.named, null);
      requests.remove(request);
    }
  }

  /** Requests may have been lost, and so may what became of those that were not. */
  void lost() {
    requests.clear();
    reasons.clear();
    converting.clear();
    undiscarded.clear();
    finder.clear();
  }

  /** Settles all that waits, with what is known. */
  void flush() {
    undiscarded.clear();
    while (!waiting.isEmpty()) {
      giveUp(waiting.getFirst());
      release();
    }
  }

  /** Gives up on changes that came before. */
  void expire(long epochNs) {
    while (!undiscarded.isEmpty() && undiscarded.getFirst().sinceNs < nowNs - UNDISCARDED_NS) {
      undiscarded.removeFirst();
    }
    while (!waiting.isEmpty() && waiting.getFirst().sinceNs < epochNs) {
      giveUp(waiting.getFirst());
      release();
    }
  }

  private void giveUp(Change change) {
    if (!change.isSettled()) {
      settle(change, Rule.UNATTRIBUTED, null, null);
    }
  }

  private void release() {
    for (Iterator<Change> it = waiting.iterator(); it.hasNext(); ) {
      var change = it.next();
      if (!change.isSettled()) {
        return;
      }
      it.remove();
      settled.accept(change);
    }
  }

  void encode(DataOutput out) throws IOException {
    var known = new ArrayList<>(requests);
    for (var change : waiting) {
      for (var candidate : change.candidates) {
        if (!known.contains(candidate)) {
          known.add(candidate);
        }
      }
    }
    out.writeLong(nowNs);
    out.writeInt(requests.size());
    out.writeInt(known.size());
    for (var request : known) {
      request.encode(out, map);
    }
    out.writeInt(reasons.size());
    for (var reason : reasons) {
      out.writeByte(reason.cause.code());
      out.writeLong(reason.gpa);
      out.writeLong(reason.size);
      out.writeLong(reason.threadId);
    }
    Bits.encode(converting, out);
    var changes = new ArrayList<>(waiting);
    for (var change : undiscarded) {
      if (!changes.contains(change)) {
        changes.add(change);
      }
    }
    out.writeInt(waiting.size());
    out.writeInt(changes.size());
    for (var change : changes) {
      change.encode(out, map, known);
    }
    out.writeInt(undiscarded.size());
    for (var change : undiscarded) {
      out.writeInt(changes.indexOf(change));
    }
    finder.encode(out, map);
  }

  void decode(DataInput in) throws IOException {
    nowNs = in.readLong();
    int alive = in.readInt();
    var known = new ArrayList<Request>();
    for (int left = in.readInt(); left > 0; left--) {
      known.add(Request.decode(in, map));
    }
    requests.addAll(known.subList(0, alive));
    for (int left = in.readInt(); left > 0; left--) {
      reasons.addLast(
          new Reason(Cause.of(in.readByte()), in.readLong(), in.readLong(), in.readLong()));
    }
    var bits = Bits.decode(in);
    if (bits != null) {
      converting.or(bits);
    }
    int stillWaiting = in.readInt();
    var changes = new ArrayList<Change>();
    for (int left = in.readInt(); left > 0; left--) {
      changes.add(Change.decode(in, map, known));
    }
    waiting.addAll(changes.subList(0, stillWaiting));
    for (int left = in.readInt(); left > 0; left--) {
      undiscarded.addLast(changes.get(in.readInt()));
    }
    finder.decode(in, map);
  }
}
