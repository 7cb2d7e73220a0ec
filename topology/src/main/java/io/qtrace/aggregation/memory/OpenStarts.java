package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.GroupKey;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.window.Times;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts whose ends have not come yet, in the order of the trace. Not thread-safe. */
final class OpenStarts {

  /** Of an entry: two objects, a node of the map, two arrays. */
  private static final long ENTRY_BYTES = 192;

  /** Ends of one process are none of another's starts. */
  private record Key(long pid, GroupKey by) {}

  /** One of them. */
  static final class Start {

    final long pid;
    final long epochNs;

    /** Values of it, which nobody changes. */
    final byte[] kept;

    Start(long pid, long epochNs, byte[] kept) {
      this.pid = pid;
      this.epochNs = epochNs;
      this.kept = kept;
    }
  }

  private final Map<Key, Start> all = new LinkedHashMap<>();

  /** None began before. */
  private long earliestMs = Long.MAX_VALUE;

  private long ownBytes;

  int size() {
    return all.size();
  }

  /** What they take up in memory, about. */
  long memoryBytes() {
    return ownBytes;
  }

  /** The one that it takes the place of, else null. */
  @Nullable Start put(GroupKey by, Start start) {
    var before = take(start.pid, by); // the order is that of the last start
    all.put(new Key(start.pid, by.copy()), start);
    count(by, start, 1);
    earliestMs = Math.min(earliestMs, Times.ms(start.epochNs));
    return before;
  }

  /** Null if there is none. */
  @Nullable Start take(long pid, GroupKey by) {
    var start = all.remove(new Key(pid, by));
    if (start != null) {
      count(by, start, -1);
    }
    return start;
  }

  private void count(GroupKey by, Start start, int sign) {
    ownBytes += sign * (ENTRY_BYTES + by.sizeBytes() + start.kept.length);
  }

  /** The one that came first; there has to be one. */
  Start takeFirst() {
    var first = all.entrySet().iterator().next();
    all.remove(first.getKey());
    count(first.getKey().by, first.getValue(), -1);
    return first.getValue();
  }

  /** Takes those out that began before. */
  void takeBefore(long ms, Consumer<Start> to) {
    if (earliestMs >= ms) {
      return;
    }
    earliestMs = Long.MAX_VALUE;
    for (var entries = all.entrySet().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      long startMs = Times.ms(entry.getValue().epochNs);
      if (startMs < ms) {
        entries.remove();
        count(entry.getKey().by, entry.getValue(), -1);
        to.accept(entry.getValue());
      } else {
        earliestMs = Math.min(earliestMs, startMs);
      }
    }
  }

  void addAll(OpenStarts others) {
    others.all.forEach((key, start) -> put(key.by, start));
  }

  void encode(DataOutput out) throws IOException {
    Numbers.write(out, all.size());
    for (var entry : all.entrySet()) {
      var start = entry.getValue();
      entry.getKey().by.encode(out);
      Numbers.writeSigned(out, start.pid);
      out.writeLong(start.epochNs);
      Numbers.writeBytes(out, start.kept, start.kept.length);
    }
  }

  void decode(DataInput in) throws IOException {
    for (long left = Numbers.read(in); left > 0; left--) {
      var by = GroupKey.decode(in);
      long pid = Numbers.readSigned(in);
      put(by, new Start(pid, in.readLong(), Numbers.readBytes(in)));
    }
  }
}
