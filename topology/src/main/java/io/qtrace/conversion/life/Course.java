package io.qtrace.conversion.life;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.function.ObjLongConsumer;

/**
 * The course of a VM's life. What shows that it was restarted or reset may have no time of its own,
 * and come long after what was before; so that counts where the next request or change is. Not
 * thread-safe.
 */
public final class Course {

  private final ObjLongConsumer<Mark> marks;
  private final Phases phases = new Phases();
  private final Vcpus vcpus = new Vcpus();
  private boolean isRestarted;
  private boolean isReset;
  private boolean isStopped;

  /** It has asked for a conversion, or had one: it is confidential. */
  private boolean converts;

  /**
   * @param marks takes each with its time, in nanoseconds since the epoch
   */
  public Course(ObjLongConsumer<Mark> marks) {
    this.marks = marks;
  }

  public Phases phases() {
    return phases;
  }

  public Vcpus vcpus() {
    return vcpus;
  }

  /**
   * Another QEMU is the VM's now.
   *
   * @param wasFromStart the trace has seen the last one begin
   */
  public void restarted(boolean wasFromStart) {
    isRestarted = true;
    isReset = false;
    isStopped = false;
    phases.beginAnew(wasFromStart);
    vcpus.clear();
  }

  public void reset() {
    isReset = true;
    phases.beginAnew(true);
  }

  /** QEMU also says that the vCPUs run when it begins: only who was stopped goes on. */
  public void runState(MemoryEvent.RunState event) {
    if (converts && isStopped == event.isRunning()) {
      marks.accept(isStopped ? Mark.CONTINUE : Mark.STOP, event.epochNs());
    }
    isStopped = !event.isRunning();
  }

  /**
   * The guest does something.
   *
   * @param epochNs {@link MemoryEvent.Requested#NO_TIME} if that is not known
   */
  public void now(long epochNs) {
    converts = true;
    if (epochNs == MemoryEvent.Requested.NO_TIME) {
      return;
    }
    if (isRestarted) {
      marks.accept(Mark.RESTART, epochNs);
    }
    if (isReset) {
      marks.accept(Mark.RESET, epochNs);
    }
    isRestarted = false;
    isReset = false;
  }

  public void encode(SnapshotWriter out) throws IOException {
    phases.encode(out);
    vcpus.encode(out);
    out.writeBoolean(isRestarted);
    out.writeBoolean(isReset);
    out.writeBoolean(isStopped);
    out.writeBoolean(converts);
  }

  /** Reads what {@link #encode} wrote. */
  public void decode(SnapshotReader in) throws IOException {
    phases.decode(in);
    vcpus.decode(in);
    isRestarted = in.readBoolean();
    isReset = in.readBoolean();
    isStopped = in.readBoolean();
    converts = in.readBoolean();
  }
}
