package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which process a VM's QEMU is. Another takes its place with the second event in a row that is its:
 * one alone may be damaged. Not thread-safe.
 */
final class QemuProcess {

  private static final long UNKNOWN = -1;

  private long pid = UNKNOWN;
  private long nextPid = UNKNOWN;
  private long nextSinceNs;

  /**
   * An event of a process.
   *
   * @param ofPid below zero if it is not known
   * @return whether it is another one from now on
   */
  boolean isReplacedBy(long ofPid, long epochNs) {
    if (ofPid < 0 || ofPid == pid) {
      nextPid = UNKNOWN;
      return false;
    }
    if (pid == UNKNOWN || ofPid == nextPid) {
      boolean isAnother = pid != UNKNOWN;
      pid = ofPid;
      nextPid = UNKNOWN;
      return isAnother;
    }
    nextPid = ofPid;
    nextSinceNs = epochNs;
    return false;
  }

  /** Whether it may be the one whose event this is. */
  boolean is(long ofPid) {
    return ofPid < 0 || ofPid == pid;
  }

  long pid() {
    return pid;
  }

  /** From when on another one may have taken the place of a thing's own; never if it has not. */
  long endsPerhapsNs(long ofPid) {
    boolean hasAnother = nextPid != UNKNOWN && ofPid >= 0 && ofPid != nextPid;
    return hasAnother ? nextSinceNs : Long.MAX_VALUE;
  }

  /** When the first event of the one was that took the place of another. */
  long sinceNs() {
    return nextSinceNs;
  }

  void take(QemuProcess other) {
    pid = other.pid;
    nextPid = other.nextPid;
    nextSinceNs = other.nextSinceNs;
  }

  void encode(DataOutput out) throws IOException {
    Numbers.writeSigned(out, pid);
    Numbers.writeSigned(out, nextPid);
    out.writeLong(nextSinceNs);
  }

  void decode(DataInput in) throws IOException {
    pid = Numbers.readSigned(in);
    nextPid = Numbers.readSigned(in);
    nextSinceNs = in.readLong();
  }
}
