package io.qtrace.schema;

import java.math.BigInteger;

/**
 * Reads longs whose schema has the logical type {@code uint64} or {@code pointer}. Avro and Java
 * have no unsigned long: values from 2^63 on look negative but keep all their bits.
 */
public final class Unsigned64 {

  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private Unsigned64() {}

  /** In decimal, 0 to 18446744073709551615. */
  public static String toText(long bits) {
    return Long.toUnsignedString(bits);
  }

  /** As C prints an address: {@code 0x} and lower-case hexadecimal digits. */
  public static String toAddress(long bits) {
    return "0x" + Long.toHexString(bits);
  }

  /** 0 to 2^64 - 1. */
  public static BigInteger toBigInteger(long bits) {
    var value = BigInteger.valueOf(bits);
    return bits < 0 ? value.add(TWO_TO_64) : value;
  }
}
