package io.qtrace.simulator.event;

/** A thread of QEMU. Its own events are in order, whatever those of others do. */
public final class QemuThread {

  private final int id;
  private final String name;

  /** When its last event was recorded. */
  private long lastNs = Long.MIN_VALUE;

  public QemuThread(int id, String name) {
    this.id = id;
    this.name = name;
  }

  /** As Linux numbers it. */
  public int id() {
    return id;
  }

  /** As QEMU names it: {@code CPU 0/KVM}. */
  public String name() {
    return name;
  }

  /**
   * The time stamp of an event: a thread takes it before its place in the trace.
   *
   * @param recordedNs when it takes its place
   * @param delayNs how long before that it looked at the clock, if it was not still busy then
   */
  public long stamp(long recordedNs, long delayNs) {
    long stampNs = Math.max(lastNs, recordedNs - delayNs);
    lastNs = recordedNs;
    return stampNs;
  }
}
