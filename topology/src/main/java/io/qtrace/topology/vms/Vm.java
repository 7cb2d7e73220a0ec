package io.qtrace.topology.vms;

/** A VM in memory, and how its state lies in the store. Not thread-safe. */
public final class Vm<S extends VmState> {

  final String name;
  final S state;
  int snapshot;
  int snapshotBytes;
  int facts;
  int factsBytes;
  boolean isMarkedOpen;

  Vm(String name, S state) {
    this.name = name;
    this.state = state;
  }

  public S state() {
    return state;
  }

  /** What it takes up in memory, estimated. */
  long bytes() {
    return state.memoryBytes(snapshotBytes, factsBytes);
  }
}
