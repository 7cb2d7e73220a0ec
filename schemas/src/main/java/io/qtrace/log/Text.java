package io.qtrace.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Literal bytes of a format, at most eight; longer literals are several steps.
 *
 * @param word the bytes, the first one lowest
 * @param mask covers the bytes in a word
 * @param length 1 to 8
 */
record Text(long word, long mask, int length) implements Step {

  static List<Text> of(byte[] literal) {
    var texts = new ArrayList<Text>();
    for (int at = 0; at < literal.length; at += Long.BYTES) {
      int length = Math.min(Long.BYTES, literal.length - at);
      long word = 0;
      for (int i = length - 1; i >= 0; i--) {
        word = word << 8 | (literal[at + i] & 0xff);
      }
      texts.add(new Text(word, -1L >>> (Long.SIZE - Byte.SIZE * length), length));
    }
    return texts;
  }

  byte first() {
    return (byte) word;
  }

  boolean isAt(byte[] b, int at, int end) {
    if (at + Long.BYTES <= b.length) {
      return ((Words.at(b, at) ^ word) & mask) == 0 && at + length <= end;
    }
    return at + length <= end && isInLastBytes(b, at);
  }

  private boolean isInLastBytes(byte[] b, int at) {
    for (int i = 0; i < length; i++) {
      if (b[at + i] != (byte) (word >>> (Byte.SIZE * i))) {
        return false;
      }
    }
    return true;
  }

  /** The first place at or behind {@code from} where these bytes are, or -1. */
  int find(byte[] b, int from, int end) {
    int last = end - length;
    for (int at = from; at <= last; at++) {
      if (b[at] == (byte) word && isAt(b, at, end)) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public String description() {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (word >>> (Byte.SIZE * i));
    }
    return Mismatch.quote(bytes, 0, length);
  }
}
