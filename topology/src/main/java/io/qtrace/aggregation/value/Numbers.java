package io.qtrace.aggregation.value;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whole numbers in few bytes if they are small: seven bits a byte, the lowest first. */
public final class Numbers {

  private static final int BITS = 7;
  private static final int LOW = 0x7f;

  private Numbers() {}

  /** Writes 64 bits, as a number without a sign. */
  public static void write(DataOutput out, long value) throws IOException {
    long left = value;
    while ((left & ~(long) LOW) != 0) {
      out.writeByte((int) (left | ~LOW));
      left >>>= BITS;
    }
    out.writeByte((int) left);
  }

  /** Reads what {@link #write} wrote. */
  public static long read(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      byte next = in.readByte();
      value |= (long) (next & LOW) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number has more than 64 bits");
  }

  /** Writes a number that may be below zero. */
  public static void writeSigned(DataOutput out, long value) throws IOException {
    write(out, (value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  /** Reads what {@link #writeSigned} wrote. */
  public static long readSigned(DataInput in) throws IOException {
    long value = read(in);
    return (value >>> 1) ^ -(value & 1);
  }

  /** Writes how many bytes there are, and them. */
  public static void writeBytes(DataOutput out, byte[] bytes, int length) throws IOException {
    write(out, length);
    out.write(bytes, 0, length);
  }

  /** Reads what {@link #writeBytes} wrote. */
  public static byte[] readBytes(DataInput in) throws IOException {
    var bytes = new byte[Math.toIntExact(read(in))];
    in.readFully(bytes);
    return bytes;
  }
}
