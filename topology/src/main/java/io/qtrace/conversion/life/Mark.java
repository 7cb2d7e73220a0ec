package io.qtrace.conversion.life;

/** Something that happens to a VM as a whole, and explains what its windows say. */
public enum Mark {
  /** Another QEMU is the VM's now, with all memory private. */
  RESTART("restarts"),
  /** QEMU reset the confidential VM in place: all memory is private. */
  RESET("resets"),
  /** The vCPUs were stopped. */
  STOP("stops"),
  /** They run again. */
  CONTINUE("continues");

  private static final Mark[] VALUES = values();

  private final String text;

  Mark(String text) {
    this.text = text;
  }

  /** How many there are. */
  public static int count() {
    return VALUES.length;
  }

  /** Stands for it in snapshots, so the order of the values must stay. */
  @SuppressWarnings("EnumOrdinal")
  public int code() {
    return ordinal();
  }

  /** Several of them, as tables call it. */
  public String text() {
    return text;
  }
}
