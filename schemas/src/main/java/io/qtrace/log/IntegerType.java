package io.qtrace.log;

import io.qtrace.definition.CType;

/**
 * How an argument's bits travel from the printed number to the 64 bits of the simple format.
 *
 * @param unusedTypeBits 64 minus the C type's width; a bool is one bit wide
 * @param isSignedType the C type is sign-extended
 * @param unusedPrintedBits 64 minus the bits that the conversion prints
 * @param isPrintedSigned d or i
 */
record IntegerType(
    int unusedTypeBits, boolean isSignedType, int unusedPrintedBits, boolean isPrintedSigned) {

  static IntegerType of(CType type, int printedBits, boolean isPrintedSigned) {
    int bits = type.kind() == CType.Kind.BOOLEAN ? 1 : type.bits();
    return new IntegerType(
        Long.SIZE - bits,
        type.kind() == CType.Kind.SIGNED,
        Long.SIZE - printedBits,
        isPrintedSigned);
  }

  /** What the simple backend stores for a printed number. */
  long stored(long printed) {
    long top = printed << unusedTypeBits;
    return isSignedType ? top >> unusedTypeBits : top >>> unusedTypeBits;
  }

  /**
   * Whether printf prints this number for that stored value; if not, the line is not of this
   * definition.
   */
  boolean prints(long stored, long printed) {
    long top = stored << unusedPrintedBits;
    return printed == (isPrintedSigned ? top >> unusedPrintedBits : top >>> unusedPrintedBits);
  }

  /** Bits that can be set in a printed number that is not negative. */
  int printedBits() {
    int printed = Long.SIZE - unusedPrintedBits;
    return isSignedType ? printed : Math.min(printed, Long.SIZE - unusedTypeBits);
  }
}
