package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;

/**
 * The VM's time without its pauses: of the time between two events about memory only so much
 * counts. While a VM stands still nothing comes to an end, so the age of what is under way has to
 * be told by this clock. Not thread-safe.
 */
public final class ActiveTime {

  static final long LONGEST_STEP_NS = 20_000_000L;

  private long vmNs = Long.MIN_VALUE;

  /** The VM's time at the last event. */
  private long eventNs = Long.MIN_VALUE;

  private long activeNs;

  /** So far. */
  private long events;

  /** The VM's time; Long.MIN_VALUE if it is not known yet. */
  public long vmNs() {
    return vmNs;
  }

  /** The VM's time has come so far; it never goes back. */
  public void comeTo(long ns) {
    vmNs = ns;
  }

  /** An event came. */
  public void event() {
    activeNs = nowNs();
    eventNs = vmNs;
    events++;
  }

  /** How many events have come. */
  public long events() {
    return events;
  }

  /** What this clock shows. */
  public long nowNs() {
    if (eventNs == Long.MIN_VALUE) {
      return activeNs;
    }
    long step = vmNs - eventNs;
    return activeNs + (step < 0 || step > LONGEST_STEP_NS ? LONGEST_STEP_NS : step);
  }

  public void encodeVmTime(SnapshotWriter out) throws IOException {
    out.writeLong(vmNs);
  }

  public void decodeVmTime(SnapshotReader in) throws IOException {
    vmNs = in.readLong();
  }

  /** What snapshots of the first four versions do not have. */
  public void encode(SnapshotWriter out) throws IOException {
    out.writeLong(eventNs);
    out.writeLong(activeNs);
    out.writeLong(events);
  }

  /** Snapshots before the fifth do not have it: the beginning of their trace is over. */
  public void decodeNothing() {
    events = Integer.MAX_VALUE;
  }

  public void decode(SnapshotReader in) throws IOException {
    eventNs = in.readLong();
    activeNs = in.readLong();
    events = in.readLong();
  }
}
