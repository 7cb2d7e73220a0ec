package io.qtrace.topology.fair;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much of a task's time each VM has taken. Nobody has had too much while the task is idle half
 * of the time, or while there is only one VM. Not thread-safe.
 */
public final class Shares {

  private static final long PERIOD_NS = 200_000_000L;

  /** A VM counts as long as it had a record in this time or the same time before. */
  private static final long LATELY_NS = 60_000_000_000L;

  /** Whoever makes up names does not fill the memory; shares are not smaller than that. */
  private static final int MAX_VMS = 10_000;

  private final Map<String, Long> usedNs = new HashMap<>();
  private long busyNs;
  private long periodBeganNs;
  private Set<String> lately = new HashSet<>();
  private Set<String> before = new HashSet<>();

  /** How many of those before were not seen lately. */
  private int onlyBefore;

  private long latelyBeganNs;

  /**
   * @param nowNs of a clock that only goes forward
   */
  public Shares(long nowNs) {
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
    }
    busyNs += ns;
    usedNs.merge(vm, ns, Long::sum);
  }

  /** Whether the task is busy and the VM has had more of it than an equal share. */
  public boolean hasHadItsShare(String vm, long nowNs) {
    if (busyNs <= PERIOD_NS / 2 || nowNs - periodBeganNs >= PERIOD_NS) {
      return false;
    }
    return usedNs.getOrDefault(vm, 0L) * (lately.size() + onlyBefore) > busyNs;
  }
}
