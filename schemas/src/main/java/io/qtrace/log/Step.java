package io.qtrace.log;

/**
 * A literal and the value behind it. Immutable. Reads up to 16 bytes, whatever the literal's
 * length.
 */
final class Step {

  /** The most bytes of a literal; longer ones take several steps. */
  static final int MAX_LITERAL = 2 * Long.BYTES;

  /** Bytes of the literal, 0 to {@link #MAX_LITERAL}. */
  final int length;

  final Value value;

  /** The literal, the first byte lowest, and masks that cover it. */
  private final long word1;

  private final long mask1;
  private final long word2;
  private final long mask2;

  private final byte[] literal;

  Step(byte[] literal, Value value) {
    this.literal = literal;
    this.value = value;
    length = literal.length;
    word1 = word(literal, 0);
    mask1 = mask(length);
    word2 = word(literal, Long.BYTES);
    mask2 = mask(length - Long.BYTES);
  }

  private static long word(byte[] literal, int from) {
    long word = 0;
    for (int i = Math.min(literal.length, from + Long.BYTES) - 1; i >= from; i--) {
      word = (word << Byte.SIZE) | (literal[i] & 0xff);
    }
    return word;
  }

  private static long mask(int length) {
    if (length <= 0) {
      return 0;
    }
    return -1L >>> (Long.SIZE - Byte.SIZE * Math.min(Long.BYTES, length));
  }

  /**
   * Whether the literal is at a position of a buffer that goes on for {@link #MAX_LITERAL} bytes
   * there.
   */
  boolean isAt(byte[] b, int at) {
    long differences =
        ((Words.at(b, at) ^ word1) & mask1) | ((Words.at(b, at + Long.BYTES) ^ word2) & mask2);
    return differences == 0;
  }

  /** The first place at or behind {@code from} where the literal is, or -1. */
  int find(byte[] b, int from, int end) {
    int last = end - length;
    int at = from;
    while (at <= last) {
      long first = Words.find(Words.at(b, at), (byte) word1);
      if (first == 0) {
        at += Long.BYTES;
        continue;
      }
      at += Long.numberOfTrailingZeros(first) >>> 3;
      if (at <= last && isAt(b, at)) {
        return at;
      }
      at++;
    }
    return -1;
  }

  /** The literal as a message names it. */
  String literal() {
    return Mismatch.quote(literal, 0, length);
  }
}
