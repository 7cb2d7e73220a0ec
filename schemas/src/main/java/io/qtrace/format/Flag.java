package io.qtrace.format;

/** Flags of a conversion, C11 7.21.6.1. */
public enum Flag {
  LEFT('-'),
  PLUS('+'),
  SPACE(' '),
  ALTERNATE('#'),
  ZERO('0');

  final char symbol;

  Flag(char symbol) {
    this.symbol = symbol;
  }
}
