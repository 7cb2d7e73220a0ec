package io.qtrace.conversion.fact;

import java.util.Locale;

/** Why memory was converted. */
public enum Cause {
  /** Nothing in the trace says. */
  UNKNOWN,
  /** The guest asked for it ({@code kvm_hc_map_gpa_range}). */
  EXPLICIT,
  /** The guest touched memory that was of the other kind ({@code kvm_memory_fault}). */
  IMPLICIT;

  private static final Cause[] VALUES = values();

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The value of a {@link #code}. */
  public static Cause of(int code) {
    return VALUES[code];
  }

  /** Stands for it in snapshots, so the order of the values must stay. */
  @SuppressWarnings("EnumOrdinal")
  public int code() {
    return ordinal();
  }

  public String text() {
    return text;
  }
}
