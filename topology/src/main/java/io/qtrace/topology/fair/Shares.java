package io.qtrace.topology.fair;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How much of a task's time each VM has taken. Nobody has had too much while task and thread are
 * idle half of the time, or while there is only one VM. What a VM's records cause elsewhere in the
 * thread, sums of its windows and commits, nobody can tell from what others cause; so in a busy
 * thread whoever has more than his share of the task has too much. Not thread-safe.
 */
public final class Shares {

  private static final long PERIOD_NS = 200_000_000L;

  /** Who takes less of a period does not make the thread busy. */
  private static final long LITTLE_NS = PERIOD_NS / 10;

  /** A VM counts as long as it had a record in this time or the same time before. */
  private static final long LATELY_NS = 60_000_000_000L;

  /** Whoever makes up names does not fill the memory; shares are not smaller than that. */
  private static final int MAX_VMS = 10_000;

  private final LongSupplier cpuTime;
  private final Map<String, Long> usedNs = new HashMap<>();
  private long busyNs;
  private long periodBeganNs;
  private long periodCpuNs;
  private Set<String> lately = new HashSet<>();
  private Set<String> before = new HashSet<>();

  /** How many of those before were not seen lately. */
  private int onlyBefore;

  private long latelyBeganNs;

  /**
   * @param nowNs of a clock that only goes forward
   * @param cpuTime nanoseconds of a processor that the thread has had
   */
  public Shares(long nowNs, LongSupplier cpuTime) {
    this.cpuTime = cpuTime;
    periodBeganNs = nowNs;
    latelyBeganNs = nowNs;
  }

  /** The VM has a record. */
  public void seen(String vm, long nowNs) {
    if (nowNs - latelyBeganNs >= LATELY_NS) {
      before = lately;
      onlyBefore = before.size();
      lately = new HashSet<>();
      latelyBeganNs = nowNs;
    }
    if (lately.size() < MAX_VMS && lately.add(vm) && before.contains(vm)) {
      onlyBefore--;
    }
  }

  /** The VM's record took that long. */
  public void used(String vm, long ns, long nowNs) {
    if (nowNs - periodBeganNs >= PERIOD_NS) {
      usedNs.clear();
      busyNs = 0;
      periodBeganNs = nowNs;
      periodCpuNs = cpuTime.getAsLong();
    }
    busyNs += ns;
    usedNs.merge(vm, ns, Long::sum);
  }

  /** Whether task or thread are busy and the VM has had more of the task than an equal share. */
  public boolean hasHadItsShare(String vm, long nowNs) {
    if (nowNs - periodBeganNs >= PERIOD_NS) {
      return false;
    }
    long vmNs = usedNs.getOrDefault(vm, 0L);
    return vmNs * (lately.size() + onlyBefore) > busyNs
        && (busyNs > PERIOD_NS / 2 || (vmNs > LITTLE_NS && isThreadBusy()));
  }

  private boolean isThreadBusy() {
    return cpuTime.getAsLong() - periodCpuNs > PERIOD_NS / 2;
  }
}
