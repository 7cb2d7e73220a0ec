package io.qtrace.raw.record;

import io.qtrace.bytes.Words;

/**
 * Sizes and words of the simple trace format, version 4 (QEMU: trace/simple.c). Fields have the
 * byte order of the host and no padding:
 *
 * <pre>
 *   header   u64 all ones, u64 magic, u64 version
 *   mapping  u64 0, u64 event id, u32 name length, name
 *   event    u64 1, u64 event id, u64 time stamp, u32 length, u32 pid, arguments     length counts from the event id
 * </pre>
 */
public final class SimpleFormat {

  public static final long HEADER_ID = -1L;
  public static final long MAGIC = 0xf2b177cb0aa429b4L;
  public static final long VERSION = 4;
  public static final int HEADER_BYTES = 24;

  public static final long MAPPING = 0;
  public static final int MAPPING_HEADER_BYTES = 20;

  /** QEMU's longest event names have some sixty characters. */
  public static final int MAX_NAME_BYTES = 512;

  public static final long EVENT = 1;
  public static final int EVENT_HEADER_BYTES = 32;

  /** What {@code length} says for an event without arguments. */
  public static final int MIN_LENGTH = 24;

  /** Ten strings of 512 bytes make 5184; the rest is margin. */
  public static final int MAX_LENGTH = 8192;

  /** The id of the record that counts lost events; its length is 32. */
  public static final long DROPPED_ID = -2L;

  public static final int DROPPED_LENGTH = 32;

  private SimpleFormat() {}

  public static long u64(byte[] b, int at, boolean bigEndian) {
    long value = (long) Words.LONG.get(b, at);
    return bigEndian ? Long.reverseBytes(value) : value;
  }

  public static int u32(byte[] b, int at, boolean bigEndian) {
    int value = (int) Words.INT.get(b, at);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  /** Whether the event record at {@code at} counts lost events. */
  public static boolean isDropped(byte[] b, int at, boolean bigEndian) {
    return u64(b, at + Long.BYTES, bigEndian) == DROPPED_ID;
  }

  /** When the event of the record at {@code at} happened, by whichever clock. */
  public static long timestampNs(byte[] b, int at, boolean bigEndian) {
    return u64(b, at + 2 * Long.BYTES, bigEndian);
  }

  /** True if the header of a trace file begins at {@code at}, of any version and byte order. */
  public static boolean isHeader(byte[] b, int at, int to) {
    if (to - at < HEADER_BYTES || u64(b, at, false) != HEADER_ID) {
      return false;
    }
    long magic = u64(b, at + 8, false);
    return magic == MAGIC || Long.reverseBytes(magic) == MAGIC;
  }

  /** True if no more is there than bytes that a header may begin with. */
  public static boolean isBeginningOfHeader(byte[] b, int from, int to) {
    for (int i = from; i < Math.min(to, from + Long.BYTES); i++) {
      if (b[i] != (byte) 0xff) {
        return false;
      }
    }
    return to - from < HEADER_BYTES;
  }
}
