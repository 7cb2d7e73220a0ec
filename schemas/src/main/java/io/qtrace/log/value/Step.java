package io.qtrace.log.value;

import io.qtrace.bytes.Words;
import io.qtrace.log.pattern.StraightLine;

/**
 * A literal and the value behind it. Immutable. Reads up to 16 bytes, whatever the literal's
 * length.
 *
 * <p>It is a record, as all values are, because the JIT takes a record's fields for constants:
 * {@link StraightLine} depends on it.
 *
 * @param length bytes of the literal, 0 to {@link #MAX_LITERAL}
 * @param word1 the literal's first eight bytes, the first byte lowest
 * @param mask1 covers them
 * @param word2 the others
 */
public record Step(int length, Value value, long word1, long mask1, long word2, long mask2) {

  /** The most bytes of a literal; longer ones take several steps. */
  public static final int MAX_LITERAL = 2 * Long.BYTES;

  public static Step of(byte[] literal, Value value) {
    return new Step(
        literal.length,
        value,
        word(literal, 0),
        mask(literal.length),
        word(literal, Long.BYTES),
        mask(literal.length - Long.BYTES));
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
  public boolean isAt(byte[] b, int at) {
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
  public String quoted() {
    byte[] literal = new byte[MAX_LITERAL];
    Words.LONG.set(literal, 0, word1);
    Words.LONG.set(literal, Long.BYTES, word2);
    return Mismatch.quote(literal, 0, length);
  }
}
