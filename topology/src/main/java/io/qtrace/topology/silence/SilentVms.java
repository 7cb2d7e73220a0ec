package io.qtrace.topology.silence;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which of a task's VMs have fallen silent, while some of them may be set aside: of those more is
 * known to come. Not thread-safe.
 */
public final class SilentVms {

  private final SilentKeys keys;
  private final LongSupplier clock;
  private final Set<String> aside = new HashSet<>();

  /**
   * @param timeout how long a VM is not heard of before it is silent
   * @param clock milliseconds of wall-clock time
   */
  public SilentVms(Duration timeout, LongSupplier clock) {
    this.keys = new SilentKeys(timeout, clock.getAsLong());
    this.clock = clock;
  }

  /**
   * A record came. What is read again, of a VM that was set aside, says nothing of how far behind
   * the others' records are.
   *
   * @param timestampMs the record's own time
   */
  public void record(String vm, long timestampMs) {
    if (!aside.contains(vm)) {
      keys.record(timestampMs, clock.getAsLong());
    }
  }

  /** A record came and is set aside: there is more to come, later. */
  public void aside(String vm, long timestampMs) {
    keys.record(timestampMs, clock.getAsLong());
    aside.add(vm);
  }

  /** All that was set aside has come. */
  public void back(String vm) {
    aside.remove(vm);
    keys.seenIfExpected(vm);
  }

  public void seen(String vm) {
    keys.seen(vm);
  }

  /** No sign of life, but from now on there is something to be closed when it falls silent. */
  public void expect(String vm) {
    keys.expect(vm);
  }

  /** There is nothing to be closed. */
  public void forget(String vm) {
    keys.forget(vm);
  }

  /** At most so many that are silent; to be called every now and then. */
  public List<String> silent(long nowMs, int most) {
    return keys.silent(nowMs, most, vm -> !aside.contains(vm));
  }
}
