package io.qtrace.transcode;

import io.qtrace.bytes.Words;

/**
 * Writes Avro's binary encoding into an array. Every method may write up to 8 bytes past what it
 * says it wrote.
 */
final class AvroBytes {

  /** Room the caller keeps behind the last byte. */
  static final int SLACK = 16;

  static final int MAX_LONG_BYTES = 10;

  private static final long CONTINUED = 0x8080808080808080L;

  private static final int BLOCK = 2 * Long.BYTES;

  /** Masks of the lowest 0 to 8 bytes. */
  private static final long[] LOW_BYTES = lowBytes();

  private AvroBytes() {}

  private static long[] lowBytes() {
    var masks = new long[Long.BYTES + 1];
    for (int i = 1; i <= Long.BYTES; i++) {
      masks[i] = -1L >>> (Long.SIZE - Byte.SIZE * i);
    }
    return masks;
  }

  /**
   * Zig-zag and variable length, as in the Avro specification, "Primitive Types". Returns the end.
   *
   * <p>Most values have one byte. The others up to 56 bits take one path whatever their number:
   * sizes vary from event to event, and a branch on them would be mispredicted.
   */
  static int putLong(byte[] out, int at, long value) {
    long v = (value << 1) ^ (value >> 63);
    if ((v & ~0x7fL) == 0) {
      out[at] = (byte) v;
      return at + 1;
    }
    return putLarge(out, at, v);
  }

  private static int putLarge(byte[] out, int at, long v) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(v);
    int bytes = (9 * bits + 64) >>> 6; // bits / 7, rounded up, for 1 to 64 bits
    long groups = spread(v);
    if (bytes <= Long.BYTES) {
      Words.LONG.set(out, at, groups | (CONTINUED >>> 8 >>> (Long.SIZE - 8 * bytes)));
      return at + bytes;
    }
    Words.LONG.set(out, at, groups | CONTINUED);
    long rest = v >>> 56;
    out[at + 8] = (byte) (bytes == 9 ? rest : rest | 0x80);
    out[at + 9] = (byte) (rest >>> 7); // slack if there are 9
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
    if (length > 2 * BLOCK || from + 2 * BLOCK > in.length) {
      return copyAny(in, from, length, out, at);
    }
    return length > BLOCK
        ? copyBlock(in, from, BLOCK, out, at)
            | copyBlock(in, from + BLOCK, length - BLOCK, out, at + BLOCK)
        : copyBlock(in, from, length, out, at);
  }

  /**
   * Copies up to 16 bytes as two words. What lies behind is copied too, and overwritten by what
   * comes next.
   */
  private static long copyBlock(byte[] in, int from, int length, byte[] out, int at) {
    long first = (long) Words.LONG.get(in, from);
    long second = (long) Words.LONG.get(in, from + Long.BYTES);
    Words.LONG.set(out, at, first);
    Words.LONG.set(out, at + Long.BYTES, second);
    long seen = first & LOW_BYTES[Math.min(length, Long.BYTES)];
    return (seen | (second & LOW_BYTES[Math.max(length - Long.BYTES, 0)])) & CONTINUED;
  }

  private static long copyAny(byte[] in, int from, int length, byte[] out, int at) {
    long seen = 0;
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      long word = (long) Words.LONG.get(in, from + i);
      Words.LONG.set(out, at + i, word);
      seen |= word;
    }
    for (; i < length; i++) {
      out[at + i] = in[from + i];
      seen |= in[from + i];
    }
    return seen & CONTINUED;
  }

  /** Copies {@code length} bytes in whole words; both arrays have {@link #SLACK} behind them. */
  static void copyPadded(byte[] in, int length, byte[] out, int at) {
    for (int i = 0; i < length; i += Long.BYTES) {
      Words.LONG.set(out, at + i, (long) Words.LONG.get(in, i));
    }
  }
}
