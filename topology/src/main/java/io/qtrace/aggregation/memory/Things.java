package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.memory.Changes.Change;
import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Things whose state is known, in the order in which it was said last. Not thread-safe. */
final class Things {

  /** Of an entry: two objects, a node of the map, two arrays. */
  private static final long ENTRY_BYTES = 208;

  /** One of them. */
  static final class Thing {

    final long pid;

    /** When its state was said. */
    final long sinceNs;

    /** Values of the event that said it, which nobody changes. */
    final byte[] kept;

    /** Until then its time is counted. */
    long countedNs;

    /** Events were lost since, which may have been about it. */
    boolean isUnsure;

    Thing(Change said, long countedNs) {
      this(said.pid, said.epochNs, said.kept, countedNs);
    }

    private Thing(long pid, long sinceNs, byte[] kept, long countedNs) {
      this.pid = pid;
      this.sinceNs = sinceNs;
      this.kept = kept;
      this.countedNs = countedNs;
    }

    private Thing copy() {
      var copy = new Thing(pid, sinceNs, kept, countedNs);
      copy.isUnsure = isUnsure;
      return copy;
    }
  }

  private final Map<GroupKey, Thing> all = new LinkedHashMap<>();
  private long ownBytes;

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  long memoryBytes() {
    return ownBytes;
  }

  Collection<Thing> all() {
    return all.values();
  }

  @Nullable Thing find(GroupKey by) {
    return all.get(by);
  }

  /**
   * @param by which nobody changes
   */
  void put(GroupKey by, Thing thing) {
    var before = all.remove(by); // the order is that of the last event
    if (before != null) {
      count(by, before, -1);
    }
    all.put(by, thing);
    count(by, thing, 1);
  }

  private void count(GroupKey by, Thing thing, int sign) {
    ownBytes += sign * (ENTRY_BYTES + by.sizeBytes() + thing.kept.length);
  }

  /** The one that nothing was said of for longest; there has to be one. */
  Thing takeFirst() {
    var first = all.entrySet().iterator().next();
    all.remove(first.getKey());
    count(first.getKey(), first.getValue(), -1);
    return first.getValue();
  }

  /** Takes those out that are known to be of other processes. */
  void takeOthers(long pid, Consumer<Thing> to) {
    for (var entries = all.entrySet().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      long own = entry.getValue().pid;
      if (own >= 0 && own != pid) {
        entries.remove();
        count(entry.getKey(), entry.getValue(), -1);
        to.accept(entry.getValue());
      }
    }
  }

  void addAll(Things others) {
    others.all.forEach((by, thing) -> put(by, thing.copy()));
  }

  void encode(DataOutput out) throws IOException {
    Numbers.write(out, all.size());
    for (var entry : all.entrySet()) {
      var thing = entry.getValue();
      entry.getKey().encode(out);
      Numbers.writeSigned(out, thing.pid);
      out.writeLong(thing.sinceNs);
      Numbers.writeBytes(out, thing.kept, thing.kept.length);
      out.writeLong(thing.countedNs);
      out.writeBoolean(thing.isUnsure);
    }
  }

  void decode(DataInput in) throws IOException {
    for (long left = Numbers.read(in); left > 0; left--) {
      var by = GroupKey.decode(in);
      long pid = Numbers.readSigned(in);
      var thing = new Thing(pid, in.readLong(), Numbers.readBytes(in), in.readLong());
      thing.isUnsure = in.readBoolean();
      put(by, thing);
    }
  }
}
