package io.qtrace.raw.record;

import static io.qtrace.raw.record.SimpleFormat.u32;
import static io.qtrace.raw.record.SimpleFormat.u64;

/** How long a record is, as far as its own header tells, and whether that is possible at all. */
public final class RecordLength {

  /** No record of QEMU's begins here. */
  public static final int IMPLAUSIBLE = -1;

  /** The bytes end before the record does. */
  public static final int INCOMPLETE = 0;

  /** Beyond this an id is taken for damage; QEMU 10.2 has 5176. */
  private static final long MAX_ID = 1 << 20;

  private RecordLength() {}

  /**
   * The length of the record at {@code at} as far as its own header tells, INCOMPLETE or
   * IMPLAUSIBLE.
   */
  public static int at(byte[] b, int at, int to, boolean bigEndian) {
    int available = to - at;
    if (available < Long.BYTES) {
      return INCOMPLETE;
    }
    long type = u64(b, at, bigEndian);
    if (type == SimpleFormat.EVENT) {
      return event(b, at, available, bigEndian);
    }
    return type == SimpleFormat.MAPPING ? mapping(b, at, available, bigEndian) : IMPLAUSIBLE;
  }

  private static int event(byte[] b, int at, int available, boolean bigEndian) {
    if (available < SimpleFormat.EVENT_HEADER_BYTES) {
      return INCOMPLETE;
    }
    int length = u32(b, at + 24, bigEndian);
    if (length < SimpleFormat.MIN_LENGTH || length > SimpleFormat.MAX_LENGTH) {
      return IMPLAUSIBLE;
    }
    return Long.BYTES + length <= available ? Long.BYTES + length : INCOMPLETE;
  }

  private static int mapping(byte[] b, int at, int available, boolean bigEndian) {
    if (available < SimpleFormat.MAPPING_HEADER_BYTES) {
      return INCOMPLETE;
    }
    long id = u64(b, at + 8, bigEndian);
    int length = u32(b, at + 16, bigEndian);
    if (id < 0 || id > MAX_ID || length < 1 || length > SimpleFormat.MAX_NAME_BYTES) {
      return IMPLAUSIBLE;
    }
    int total = SimpleFormat.MAPPING_HEADER_BYTES + length;
    if (!isIdentifier(b, at + SimpleFormat.MAPPING_HEADER_BYTES, at + Math.min(total, available))) {
      return IMPLAUSIBLE;
    }
    return total <= available ? total : INCOMPLETE;
  }

  private static boolean isIdentifier(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] != '_' && !Character.isLetterOrDigit(b[i])) {
        return false;
      }
    }
    return true;
  }
}
