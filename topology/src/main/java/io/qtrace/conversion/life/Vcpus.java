package io.qtrace.conversion.life;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Which thread is which vCPU: exits tell, where the trace has thread ids. Not thread-safe. */
public final class Vcpus {

  /** KVM has as many vCPUs. */
  public static final int MAX = 4096;

  private final Map<Long, Integer> byThread = new TreeMap<>();

  public void exited(MemoryEvent.Exited exit) {
    boolean isVcpu = exit.vcpu() >= 0 && exit.vcpu() < MAX;
    boolean hasRoom = byThread.size() < MAX || byThread.containsKey(exit.threadId());
    if (exit.threadId() >= 0 && isVcpu && hasRoom) {
      byThread.put(exit.threadId(), exit.vcpu());
    }
  }

  /** Of another process, or of threads that are new. */
  public void clear() {
    byThread.clear();
  }

  /** The vCPU that made a conversion; {@link Attributed#NO_VCPU} if that is not certain. */
  public int of(Attributed conversion) {
    long threadId = conversion.event().threadId();
    return threadId < 0 ? conversion.vcpu() : byThread.getOrDefault(threadId, conversion.vcpu());
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeList(
        byThread.entrySet(),
        one -> {
          out.writeLong(one.getKey());
          out.writeInt(one.getValue());
        });
  }

  /** Reads what {@link #encode} wrote. */
  public void decode(SnapshotReader in) throws IOException {
    in.readList(() -> byThread.put(in.readLong(), in.readInt()));
  }
}
