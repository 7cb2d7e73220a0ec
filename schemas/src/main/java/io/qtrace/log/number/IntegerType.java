package io.qtrace.log.number;

import io.qtrace.definition.CType;

/**
 * How an argument's bits travel from the printed number to the 64 bits of the simple format.
 *
 * @param unusedTypeBits 64 minus the C type's width; a bool is one bit wide
 * @param isSignedType the C type is sign-extended
 * @param unusedPrintedBits 64 minus the bits that the conversion prints
 * @param isPrintedSigned d or i
 */
public record IntegerType(
    int unusedTypeBits, boolean isSignedType, int unusedPrintedBits, boolean isPrintedSigned) {

  public static IntegerType of(CType type, int printedBits, boolean isPrintedSigned) {
    int bits = type.kind() == CType.Kind.BOOLEAN ? 1 : type.bits();
    return new IntegerType(
        Long.SIZE - bits,
        type.kind() == CType.Kind.SIGNED,
        Long.SIZE - printedBits,
        isPrintedSigned);
  }

  /** What the simple backend stores for a printed number. */
  public long stored(long printed) {
    long top = printed << unusedTypeBits;
    return isSignedType ? top >> unusedTypeBits : top >>> unusedTypeBits;
  }

  /**
   * Whether printf prints this number for that stored value; if not, the line is not of this
   * definition.
   */
  public boolean prints(long stored, long printed) {
    long top = stored << unusedPrintedBits;
    return printed == (isPrintedSigned ? top >> unusedPrintedBits : top >>> unusedPrintedBits);
  }

  /** Bits that can be set in a printed number that is not negative. */
  public int printedBits() {
    int printed = Long.SIZE - unusedPrintedBits;
    return isSignedType ? printed : Math.min(printed, Long.SIZE - unusedTypeBits);
  }

  /**
   * Whether every number of so many hexadecimal digits as the type needs is one that printf prints
   * for it.
   */
  public boolean isFullRange() {
    boolean isWhole = unusedTypeBits % 4 == 0;
    return isWhole
        && (isSignedType
            ? unusedTypeBits == unusedPrintedBits
            : unusedTypeBits >= unusedPrintedBits);
  }

  /**
   * How far a printed number is shifted up and down again to extend its sign; 0 for unsigned types.
   */
  public int signExtension() {
    return isSignedType ? unusedTypeBits : 0;
  }

  /** Not cut to a char or short by the conversion. */
  public boolean printsAtLeastInt() {
    return unusedPrintedBits <= Integer.SIZE;
  }

  /** The least number printed. */
  public long least() {
    if (!isPrintedSigned) {
      return 0;
    }
    boolean isNarrow = unusedTypeBits > unusedPrintedBits;
    if (!isSignedType && isNarrow) {
      return 0;
    }
    return Long.MIN_VALUE >> Math.max(unusedTypeBits, unusedPrintedBits);
  }

  /** The greatest number of less than eight digits that is printed, or more than that. */
  public long most() {
    int unused = isSignedType ? unusedTypeBits + 1 : unusedTypeBits;
    return Long.MAX_VALUE >>> Math.max(0, unused - 1);
  }

  /** The type's bits, if it is unsigned but printed as signed; all bits otherwise. */
  public long mask() {
    return isSignedType ? -1 : -1L >>> unusedTypeBits;
  }
}
