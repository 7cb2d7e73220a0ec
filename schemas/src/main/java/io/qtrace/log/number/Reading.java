package io.qtrace.log.number;

/** What a value read last: written by who reads a value, and laid out by who asked for it. */
public final class Reading {

  // Fields, because to read and write them is the hot path.

  public long value;

  public int digits;
  public int measuredWidth;
  public int measuredPrecision;
}
