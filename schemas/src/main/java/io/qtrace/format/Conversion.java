package io.qtrace.format;

import java.util.Set;

/**
 * One conversion and the arguments it takes. Arguments are numbered from 0 in the order in which
 * the format takes them.
 *
 * @param from index of the {@code %} in the format
 * @param to index behind the type letter
 * @param length {@link Length#INT} unless the type is an integer's
 * @param type one of d i u x X o (integers), e E f F g G (floating point), c, s, p
 * @param argument index of the argument that is printed
 */
public record Conversion(
    int from,
    int to,
    Set<Flag> flags,
    Measure width,
    Measure precision,
    Length length,
    char type,
    int argument)
    implements Piece {

  public Conversion {
    flags = Set.copyOf(flags);
  }

  /** The same field, for an address; a fixed precision would be that of a text. */
  Conversion asPointer() {
    var digits = precision instanceof Measure.FromArgument ? precision : new Measure.Absent();
    return new Conversion(from, to, flags, width, digits, length, 'p', argument);
  }

  public boolean has(Flag flag) {
    return flags.contains(flag);
  }

  /** d i u x X o. */
  public boolean isInteger() {
    return "diuxXo".indexOf(type) >= 0;
  }

  /** e E f F g G. */
  public boolean isReal() {
    return "eEfFgG".indexOf(type) >= 0;
  }

  /** d i. */
  public boolean isSigned() {
    return type == 'd' || type == 'i';
  }
}
