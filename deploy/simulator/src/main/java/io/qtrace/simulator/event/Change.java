package io.qtrace.simulator.event;

/**
 * A conversion of memory that happened: what the trace says of it, and what it does not.
 *
 * @param cause {@code explicit}: the guest asked; {@code implicit}: it touched memory
 * @param sequence which conversion of the VM this is
 * @param ambiguous whether one of another block at the same offset, of the same size and direction,
 *     was under way at the same time
 * @param requestedNs time stamp of the request
 */
public record Change(
    String block,
    long offset,
    long size,
    State from,
    State to,
    long gpa,
    int vcpu,
    int thread,
    String cause,
    long sequence,
    boolean ambiguous,
    long requestedNs) {

  /** Of a range of memory, in QEMU's words. */
  public enum State {
    /** Private. */
    discarded,
    /** Shared. */
    populated,
    mixture
  }
}
