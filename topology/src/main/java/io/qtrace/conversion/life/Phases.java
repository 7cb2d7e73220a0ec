package io.qtrace.conversion.life;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;

/**
 * How far a guest has come with booting, as its conversions tell. Firmware touches memory, and the
 * host converts it; the first request is a kernel's. A kernel that boots converts all the time, so
 * once there was none for {@link #QUIET_NS} it runs. Not thread-safe.
 */
public final class Phases {

  static final String UNKNOWN = "";
  static final String FIRMWARE = "firmware";
  static final String KERNEL = "kernel";
  static final String RUNNING = "running";

  static final long QUIET_NS = 10_000_000_000L;
  private static final long NOT_YET = Long.MAX_VALUE;

  /** What the life before this one had come to. */
  private String before = UNKNOWN;

  /** Nobody looked when this life began. */
  private boolean beganUnseen;

  private long firstNs = NOT_YET;
  private long lastNs = NOT_YET;
  private boolean hasCauses;
  private long explicitNs = NOT_YET;
  private long runningNs = NOT_YET;

  /** A conversion of this life. */
  public void converted(Attributed conversion) {
    long ns = conversion.event().epochNs();
    firstNs = Math.min(firstNs, ns);
    hasCauses |= conversion.cause() != Cause.UNKNOWN;
    if (isQuietUntil(ns)) {
      runningNs = lastNs + QUIET_NS;
    }
    if (conversion.cause() == Cause.EXPLICIT) {
      explicitNs = Math.min(explicitNs, ns);
    }
    lastNs = lastNs == NOT_YET ? ns : Math.max(lastNs, ns);
  }

  /** This life has begun, and nobody looked. */
  public void beganUnseen() {
    beganUnseen = true;
  }

  private boolean isQuietUntil(long ns) {
    return explicitNs != NOT_YET && runningNs == NOT_YET && ns - lastNs >= QUIET_NS;
  }

  /**
   * Another guest boots.
   *
   * @param wasFromStart the trace has seen the QEMU of the last one begin
   */
  public void beginAnew(boolean wasFromStart) {
    before = firstNs == NOT_YET ? before : at(lastNs + 1, wasFromStart);
    beganUnseen = false;
    firstNs = NOT_YET;
    lastNs = NOT_YET;
    hasCauses = false;
    explicitNs = NOT_YET;
    runningNs = NOT_YET;
  }

  /**
   * The phase before that time; empty if nothing tells.
   *
   * @param isFromStart the trace has seen QEMU begin
   */
  public String at(long endNs, boolean isFromStart) {
    if (firstNs >= endNs) {
      return before;
    }
    if (endNs > runningNs || isQuietUntil(endNs)) {
      return RUNNING;
    }
    if (!isFromStart || beganUnseen || !hasCauses) {
      return UNKNOWN;
    }
    return explicitNs < endNs ? KERNEL : FIRMWARE;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeText(before);
    out.writeBoolean(beganUnseen);
    out.writeLong(firstNs);
    out.writeLong(lastNs);
    out.writeBoolean(hasCauses);
    out.writeLong(explicitNs);
    out.writeLong(runningNs);
  }

  /** Reads what {@link #encode} wrote. */
  public void decode(SnapshotReader in) throws IOException {
    before = in.readText();
    beganUnseen = in.readBoolean();
    firstNs = in.readLong();
    lastNs = in.readLong();
    hasCauses = in.readBoolean();
    explicitNs = in.readLong();
    runningNs = in.readLong();
  }
}
