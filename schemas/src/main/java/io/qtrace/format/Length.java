package io.qtrace.format;

/** Length modifiers of integer conversions and how many of the value's low bits they print. */
public enum Length {
  /** No modifier: {@code int}. */
  INT("", 32),
  HH("hh", 8),
  H("h", 16),
  L("l", 64),
  LL("ll", 64),
  Z("z", 64),
  T("t", 64),
  J("j", 64),
  /**
   * Meant for {@code long double}; glibc takes it as {@code ll} in front of an integer conversion.
   */
  LONG_DOUBLE("L", 64);

  private final String text;
  private final int bits;

  Length(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  public String text() {
    return text;
  }

  /** 8, 16, 32 or 64. */
  public int bits() {
    return bits;
  }
}
