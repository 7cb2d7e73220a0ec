package io.qtrace.aggregation.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A view of a string's bytes; its owner moves it. Not thread-safe. */
public final class Text {

  public byte[] bytes;
  public int from;
  public int to;

  public Text(byte[] bytes) {
    this.bytes = bytes;
    this.to = bytes.length;
  }

  /** A constant. */
  public static Text of(String text) {
    return new Text(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Moves it. */
  public Text point(byte[] newBytes, int newFrom, int newTo) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
    return this;
  }

  /** -1, 0 or 1, by bytes, which for UTF-8 is by code points. */
  public int order(Text other) {
    return Integer.signum(
        Arrays.compareUnsigned(bytes, from, to, other.bytes, other.from, other.to));
  }

  /** Whether it begins with that. */
  public boolean startsWith(Text start) {
    int length = start.to - start.from;
    return to - from >= length
        && Arrays.equals(bytes, from, from + length, start.bytes, start.from, start.to);
  }

  /** Whether it ends with that. */
  public boolean endsWith(Text end) {
    int length = end.to - end.from;
    return to - from >= length
        && Arrays.equals(bytes, to - length, to, end.bytes, end.from, end.to);
  }

  /** Whether that is somewhere in it. */
  public boolean contains(Text part) {
    int length = part.to - part.from;
    for (int i = from; i + length <= to; i++) {
      if (Arrays.equals(bytes, i, i + length, part.bytes, part.from, part.to)) {
        return true;
      }
    }
    return false;
  }

  /** In code points: every byte that does not continue one begins one. */
  public long size() {
    long size = 0;
    for (int i = from; i < to; i++) {
      size += (bytes[i] & 0xc0) == 0x80 ? 0 : 1;
    }
    return size;
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
