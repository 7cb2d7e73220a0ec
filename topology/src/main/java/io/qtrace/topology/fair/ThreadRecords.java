package io.qtrace.topology.fair;

/** How many records the tasks of a stream thread have had. Used on that thread only. */
public final class ThreadRecords {

  private static final ThreadLocal<ThreadRecords> OF_THREAD =
      ThreadLocal.withInitial(ThreadRecords::new);

  private long raw;
  private long all;

  private ThreadRecords() {}

  /** Those of the thread that calls. */
  public static ThreadRecords ofThread() {
    return OF_THREAD.get();
  }

  /** A raw record came that was not read before. */
  void rawCame() {
    raw++;
    all++;
  }

  /** A record came that other tasks have sent: it cannot wait, and has no VM that could. */
  public void otherCame() {
    all++;
  }

  long raw() {
    return raw;
  }

  long all() {
    return all;
  }
}
