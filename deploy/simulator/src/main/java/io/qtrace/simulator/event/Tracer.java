package io.qtrace.simulator.event;

/** QEMU's tracing layer, as a guest sees it. */
public interface Tracer {

  /** Whether the build has the event, and it is enabled. */
  boolean traces(TracePoint point);

  /**
   * Records an event, or loses it, or does nothing if it is not traced.
   *
   * @param nowNs when it takes its place in the trace, CLOCK_MONOTONIC; never earlier than that of
   *     the call before
   * @return its time stamp
   */
  long event(TracePoint point, QemuThread thread, long nowNs, Values values);

  /**
   * The same for a state change.
   *
   * @param change what it really was
   */
  long stateChange(QemuThread thread, long nowNs, Values values, Change change);
}
