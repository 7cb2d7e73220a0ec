package io.qtrace.aggregation.value;

/** What an expression is. All integers are one type, whatever their C types are. */
public enum Type {
  /** From -2^63 to 2^64 - 1. */
  INT("an int"),
  /** An {@link #INT} that is an address: it can be compared, but sums of it mean nothing. */
  POINTER("a pointer"),
  DOUBLE("a double"),
  BOOL("a bool"),
  STRING("a string");

  private final String text;

  Type(String text) {
    this.text = text;
  }

  /** Whether it is a number; an address is none. */
  public boolean isNumber() {
    return this == INT || this == DOUBLE;
  }

  /** Whether a value of this type can be one of the other. */
  public boolean canEqual(Type other) {
    return this == other || (isOfNumbers() && other.isOfNumbers());
  }

  private boolean isOfNumbers() {
    return isNumber() || this == POINTER;
  }

  /** For messages, with its article. */
  public String text() {
    return text;
  }
}
