package io.qtrace.conversion.window;

import io.qtrace.conversion.life.Vcpus;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How many conversions each vCPU made in a window, as far as that is certain. One of which only the
 * thread is known counts by that. Not thread-safe.
 */
final class ByVcpu {

  /** By number. */
  private long[] vcpus = new long[0];

  /** By id, where that is all there is. */
  private final TreeMap<Long, Long> threads = new TreeMap<>();

  /**
   * Counts one conversion.
   *
   * @param vcpu below {@link Vcpus#MAX}; negative if it is not known
   * @param threadId negative if that is not known either
   */
  void add(int vcpu, long threadId) {
    if (vcpu >= 0) {
      if (vcpu >= vcpus.length) {
        vcpus = Arrays.copyOf(vcpus, Math.max(vcpu + 1, 2 * vcpus.length));
      }
      vcpus[vcpu]++;
    } else if (threadId >= 0 && (threads.size() < Vcpus.MAX || threads.containsKey(threadId))) {
      threads.merge(threadId, 1L, Long::sum);
    }
  }

  private LongStream counts() {
    var ofThreads = threads.values().stream().mapToLong(Long::longValue);
    return LongStream.concat(Arrays.stream(vcpus).filter(count -> count > 0), ofThreads);
  }

  /** vCPUs that made any. */
  long vcpus() {
    return counts().count();
  }

  /** Conversions whose vCPU is known. */
  long known() {
    return counts().sum();
  }

  /** Of the vCPU that made most. */
  long most() {
    return counts().max().orElse(0);
  }

  /** By number, {@code 3}, or by thread, {@code thread 4711}. */
  Map<String, Long> byName() {
    var all = new TreeMap<String, Long>();
    for (int vcpu = 0; vcpu < vcpus.length; vcpu++) {
      if (vcpus[vcpu] > 0) {
        all.put(Integer.toString(vcpu), vcpus[vcpu]);
      }
    }
    threads.forEach((id, count) -> all.put("thread " + id, count));
    return all;
  }

  void encode(SnapshotWriter out) throws IOException {
    int end = vcpus.length;
    while (end > 0 && vcpus[end - 1] == 0) {
      end--;
    }
    out.writeInt(end);
    for (int vcpu = 0; vcpu < end; vcpu++) {
      out.writeLong(vcpus[vcpu]);
    }
    out.writeList(
        threads.entrySet(),
        one -> {
          out.writeLong(one.getKey());
          out.writeLong(one.getValue());
        });
  }

  /** Reads what {@link #encode} wrote. */
  void decode(SnapshotReader in) throws IOException {
    vcpus = new long[in.readInt()];
    for (int vcpu = 0; vcpu < vcpus.length; vcpu++) {
      vcpus[vcpu] = in.readLong();
    }
    in.readList(() -> threads.put(in.readLong(), in.readLong()));
  }
}
