package io.qtrace.format;

import org.jspecify.annotations.Nullable;

/** Flags of a conversion, C11 7.21.6.1. */
public enum Flag {
  LEFT,
  PLUS,
  SPACE,
  ALTERNATE,
  ZERO;

  /** Null if the character is no flag. */
  static @Nullable Flag of(char c) {
    return switch (c) {
      case '-' -> LEFT;
      case '+' -> PLUS;
      case ' ' -> SPACE;
      case '#' -> ALTERNATE;
      case '0' -> ZERO;
      default -> null;
    };
  }
}
