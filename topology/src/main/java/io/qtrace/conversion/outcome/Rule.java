package io.qtrace.conversion.outcome;

import java.util.Locale;

/** How a conversion's RAM block was found. */
public enum Rule {
  /** The request's guest address lies in this block, at this offset. */
  MAP,
  /** The discard that followed names the block. */
  DISCARD,
  /** No other block that can be converted is so large. */
  ONLY_FIT,
  /**
   * Two blocks were converted at equal offsets at once: one conversion each, but which is which
   * nobody can tell.
   */
  PAIR,
  /** Not known; never guessed. */
  UNATTRIBUTED;

  private static final Rule[] VALUES = values();

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The value of a {@link #code}. */
  public static Rule of(int code) {
    return VALUES[code];
  }

  /** Stands for it in snapshots, so the order of the values must stay. */
  @SuppressWarnings("EnumOrdinal")
  public int code() {
    return ordinal();
  }

  /** As it stands in topics and tables: {@code only-fit}. */
  public String text() {
    return text;
  }
}
