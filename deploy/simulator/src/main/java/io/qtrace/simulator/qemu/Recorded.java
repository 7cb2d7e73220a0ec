package io.qtrace.simulator.qemu;

import io.qtrace.simulator.build.EventCode;
import io.qtrace.simulator.event.Change;
import io.qtrace.simulator.event.QemuThread;
import org.jspecify.annotations.Nullable;

/** An event that is being recorded. One object is used for all events of a VM. */
final class Recorded {

  EventCode code;
  QemuThread thread;

  /** What the event says. */
  long stampNs;

  /** When it takes its place in the trace. */
  long nowNs;

  /** As the simple format has them, from 0 to {@link #length}. */
  final byte[] arguments = new byte[8192];

  int length;

  /** What a state change really was; null for other events. */
  @Nullable Change change;

  Recorded(EventCode code, QemuThread thread) {
    this.code = code;
    this.thread = thread;
  }
}
