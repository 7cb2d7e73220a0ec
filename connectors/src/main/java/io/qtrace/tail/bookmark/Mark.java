package io.qtrace.tail.bookmark;

import io.qtrace.bytes.Sha256;
import java.util.HexFormat;

/**
 * Tells by the bytes just before a position whether a file is still the one that was read up to
 * there. The records of a simple trace have times in nanoseconds, so no two traces agree.
 */
public final class Mark {

  /** How many bytes before the position count, if there are so many. */
  public static final int BYTES = 256;

  /** Of position 0. */
  static final String NONE = "";

  private Mark() {}

  /**
   * @param to at most {@link #BYTES} behind {@code from}
   * @return 16 hexadecimal digits; {@link #NONE} for no bytes
   */
  public static String of(byte[] b, int from, int to) {
    if (from == to) {
      return NONE;
    }
    var digest = Sha256.begin();
    digest.update(b, from, to - from);
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  /** Bytes that were never written: a hole in the file, or what a file system lost in a crash. */
  public static boolean isHole(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] != 0) {
        return false;
      }
    }
    return from < to;
  }
}
