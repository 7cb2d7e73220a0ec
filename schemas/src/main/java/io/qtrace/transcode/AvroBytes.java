package io.qtrace.transcode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes Avro's binary encoding into an array. Every method may write up to 8 bytes past what it
 * says it wrote.
 */
final class AvroBytes {

  /** Room the caller keeps behind the last byte. */
  static final int SLACK = 8;

  static final int MAX_LONG_BYTES = 10;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long CONTINUED = 0x8080808080808080L;

  private AvroBytes() {}

  /**
   * Zig-zag and variable length, as in the Avro specification, "Primitive Types". Returns the end.
   */
  static int putLong(byte[] out, int at, long value) {
    long v = (value << 1) ^ (value >> 63);
    if ((v & ~0x7fL) == 0) {
      out[at] = (byte) v;
      return at + 1;
    }
    int bytes = (70 - Long.numberOfLeadingZeros(v)) / 7;
    long groups = spread(v);
    if (bytes <= Long.BYTES) {
      LONGS.set(out, at, groups | (CONTINUED >>> (Long.SIZE - 8 * (bytes - 1))));
      return at + bytes;
    }
    LONGS.set(out, at, groups | CONTINUED);
    long rest = v >>> 56;
    if (bytes == 9) {
      out[at + 8] = (byte) rest;
    } else {
      out[at + 8] = (byte) (rest | 0x80);
      out[at + 9] = (byte) (rest >>> 7);
    }
    return at + bytes;
  }

  /** The low 56 bits in groups of 7, one in each byte. */
  private static long spread(long v) {
    long x = ((v & 0x00ff_ffff_f000_0000L) << 4) | (v & 0x0fff_ffffL);
    x = ((x & 0x0fff_c000_0fff_c000L) << 2) | (x & 0x0000_3fff_0000_3fffL);
    return ((x & 0x3f80_3f80_3f80_3f80L) << 1) | (x & 0x007f_007f_007f_007fL);
  }

  /**
   * Copies bytes eight at a time.
   *
   * @return a value with bit 7 of some byte set if a byte above 0x7f was among them
   */
  static long copy(byte[] in, int from, int length, byte[] out, int at) {
    long seen = 0;
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      long word = (long) LONGS.get(in, from + i);
      LONGS.set(out, at + i, word);
      seen |= word;
    }
    for (; i < length; i++) {
      byte one = in[from + i];
      out[at + i] = one;
      seen |= one;
    }
    return seen & CONTINUED;
  }
}
