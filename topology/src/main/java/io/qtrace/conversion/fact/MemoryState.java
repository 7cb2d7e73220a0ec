package io.qtrace.conversion.fact;

import java.util.Locale;

/** What QEMU takes a range of guest memory for. */
public enum MemoryState {
  /** Encrypted, in the guest_memfd; QEMU calls the shared pages behind it "discarded". */
  PRIVATE,
  /** Readable by the host; QEMU calls it "populated". */
  SHARED,
  /** Some pages are private, some shared. */
  MIXTURE;

  private static final MemoryState[] VALUES = values();

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The value of a {@link #code}. */
  public static MemoryState of(int code) {
    return VALUES[code];
  }

  /** Stands for it in snapshots, so the order of the values must stay. */
  @SuppressWarnings("EnumOrdinal")
  public int code() {
    return ordinal();
  }

  /** As it stands in topics and tables: {@code private}, {@code shared}, {@code mixture}. */
  public String text() {
    return text;
  }

  /**
   * Undoes {@link #text}.
   *
   * @throws IllegalArgumentException if it is no state
   */
  public static MemoryState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** QEMU's word for it in {@code ram_block_attributes_state_change}. */
  public String qemuText() {
    return switch (this) {
      case PRIVATE -> "discarded";
      case SHARED -> "populated";
      case MIXTURE -> "mixture";
    };
  }
}
