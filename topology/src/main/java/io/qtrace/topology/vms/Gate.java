package io.qtrace.topology.vms;

/** Whether results of a VM are passed on: not while it is loaded, as they went out already. */
public final class Gate {

  private boolean isOpen;

  Gate() {}

  public boolean isOpen() {
    return isOpen;
  }

  void open() {
    isOpen = true;
  }
}
