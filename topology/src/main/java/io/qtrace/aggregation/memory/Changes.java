package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.TreeMap;

/**
 * What was said of states and is not settled, by time: threads write a bit out of order, and a
 * damaged time may be far ahead. Not thread-safe.
 */
final class Changes {

  /** Of an entry: four objects, a node of the map, an array. */
  private static final long ENTRY_BYTES = 256;

  /** An event that said the state of a thing. */
  static final class Change {

    /** The thing; nobody changes it. */
    final GroupKey by;

    final long pid;
    final long epochNs;

    /** Values of the event, which nobody changes. */
    final byte[] kept;

    Change(GroupKey by, long pid, long epochNs, byte[] kept) {
      this.by = by;
      this.pid = pid;
      this.epochNs = epochNs;
      this.kept = kept;
    }

    private long sizeBytes() {
      return ENTRY_BYTES + by.sizeBytes() + kept.length;
    }
  }

  /** At one time they are in the order of the trace. */
  private record At(long epochNs, long number) {}

  private final TreeMap<At, Change> all =
      new TreeMap<>(Comparator.comparingLong(At::epochNs).thenComparingLong(At::number));

  private long next;
  private long ownBytes;

  int size() {
    return all.size();
  }

  long memoryBytes() {
    return ownBytes;
  }

  void add(Change change) {
    all.put(new At(change.epochNs, next++), change);
    ownBytes += change.sizeBytes();
  }

  /** Whether there is one of that time or before. */
  boolean haveUntil(long epochNs) {
    return !all.isEmpty() && all.firstKey().epochNs <= epochNs;
  }

  /** When the first is, if that is before. */
  long firstNs(long orNs) {
    return all.isEmpty() ? orNs : Math.min(orNs, all.firstKey().epochNs);
  }

  /** The first by time; there has to be one. */
  Change takeFirst() {
    var first = all.pollFirstEntry().getValue();
    ownBytes -= first.sizeBytes();
    return first;
  }

  void addAll(Changes others) {
    others.all.values().forEach(this::add);
  }

  void encode(DataOutput out) throws IOException {
    Numbers.write(out, all.size());
    for (var change : all.values()) {
      change.by.encode(out);
      Numbers.writeSigned(out, change.pid);
      out.writeLong(change.epochNs);
      Numbers.writeBytes(out, change.kept, change.kept.length);
    }
  }

  void decode(DataInput in) throws IOException {
    for (long left = Numbers.read(in); left > 0; left--) {
      var by = GroupKey.decode(in);
      long pid = Numbers.readSigned(in);
      add(new Change(by, pid, in.readLong(), Numbers.readBytes(in)));
    }
  }
}
