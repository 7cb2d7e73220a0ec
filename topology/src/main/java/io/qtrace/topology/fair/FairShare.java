package io.qtrace.topology.fair;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * What tasks need to give every VM its share of their time.
 *
 * @param nanoTime a clock that only goes forward
 * @param cpuTime nanoseconds of a processor that the calling thread has had; 0 where that is not
 *     known
 * @param backlogs makes a reader of a partition of the raw topic
 */
public record FairShare(
    LongSupplier nanoTime, LongSupplier cpuTime, IntFunction<Backlog> backlogs) {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** By the clocks of this machine. */
  public static FairShare byThisMachine(IntFunction<Backlog> backlogs) {
    return new FairShare(System::nanoTime, FairShare::cpuTimeOfThread, backlogs);
  }

  private static long cpuTimeOfThread() {
    return Math.max(0, THREADS.getCurrentThreadCpuTime()); // -1 where it is not measured
  }
}
