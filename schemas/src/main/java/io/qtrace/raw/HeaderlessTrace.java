package io.qtrace.raw;

import io.qtrace.raw.record.RecordLength;
import java.nio.ByteOrder;

/**
 * Records that no header is in front of, as SystemTap's script writes them: ids are then the order
 * of the definitions, unless mapping records say otherwise.
 */
public final class HeaderlessTrace {

  /** So many records in a row are no chance. */
  private static final int CHAIN = 4;

  private HeaderlessTrace() {}

  /** True if the bytes begin with such records. */
  public static boolean isOne(byte[] b, int from, int to) {
    return isChain(b, from, to, false) || isChain(b, from, to, true);
  }

  /** True if the bytes are too few to tell. */
  public static boolean mayBecomeOne(byte[] b, int from, int to) {
    return RecordLength.at(b, from, to, false) == RecordLength.INCOMPLETE
        || RecordLength.at(b, from, to, true) == RecordLength.INCOMPLETE;
  }

  /**
   * The records' byte order, of damaged ones that of the first that are not; little endian where
   * the bytes fit both or none.
   */
  public static ByteOrder order(byte[] b, int from, int to) {
    for (int at = from; at < to; at++) {
      if (isWholeAt(b, at, from, to, false)) {
        return ByteOrder.LITTLE_ENDIAN;
      }
      if (isWholeAt(b, at, from, to, true)) {
        return ByteOrder.BIG_ENDIAN;
      }
    }
    return ByteOrder.LITTLE_ENDIAN;
  }

  /** Whether records begin at {@code at}; behind the first byte it takes several to tell. */
  private static boolean isWholeAt(byte[] b, int at, int from, int to, boolean bigEndian) {
    int length = RecordLength.at(b, at, to, bigEndian);
    return length > 0
        && isChain(b, at, to, bigEndian)
        && (at == from || RecordLength.at(b, at + length, to, bigEndian) > 0);
  }

  /** Whether records follow one another up to the end of the bytes, or some of them do. */
  private static boolean isChain(byte[] b, int from, int to, boolean bigEndian) {
    int at = from;
    for (int i = 0; i < CHAIN && at < to; i++) {
      int length = RecordLength.at(b, at, to, bigEndian);
      if (length == RecordLength.INCOMPLETE && i > 0) {
        return true;
      }
      if (length <= 0) {
        return false;
      }
      at += length;
    }
    return at > from;
  }

  /** What is to be said of bytes without a file header. */
  static String explain(byte[] b, int from, int to) {
    return isOne(b, from, to)
        ? "no file header; its records are as those of SystemTap, which --no-header reads"
        : "not a simple trace: no file header";
  }
}
