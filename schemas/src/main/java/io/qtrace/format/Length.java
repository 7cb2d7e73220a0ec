package io.qtrace.format;

/** Length modifiers of integer conversions and how many of the value's low bits they print. */
public enum Length {
  /** No modifier: {@code int}. */
  INT(32),
  HH(8),
  H(16),
  L(64),
  LL(64),
  Z(64),
  T(64),
  J(64),
  /**
   * Meant for {@code long double}; glibc takes it as {@code ll} in front of an integer conversion.
   */
  LONG_DOUBLE(64);

  private final int bits;

  Length(int bits) {
    this.bits = bits;
  }

  /** 8, 16, 32 or 64. */
  public int bits() {
    return bits;
  }

  static Length of(char letter, boolean isTwice) {
    return switch (letter) {
      case 'h' -> isTwice ? HH : H;
      case 'l' -> isTwice ? LL : L;
      case 'z' -> Z;
      case 't' -> T;
      case 'j' -> J;
      case 'L' -> LONG_DOUBLE;
      default -> throw new IllegalArgumentException("no length modifier: " + letter);
    };
  }
}
