package io.qtrace.render;

import java.util.Arrays;

/**
 * An append-only output buffer that grows as needed and never shrinks. Not thread-safe.
 *
 * <p>The caller owns it and empties it with {@link #clear()} once the bytes are written elsewhere.
 * A writer in a hurry reserves the most it can need, writes into {@link #array()} from {@link
 * #size()} on, and then says where it ended.
 */
public final class GrowableBytes {

  /** Some virtual machines cannot allocate more. */
  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  private byte[] array;
  private int size;

  public GrowableBytes(int capacity) {
    array = new byte[capacity];
  }

  /**
   * The buffer itself: the first {@link #size()} bytes are the output. Another array after it has
   * grown.
   */
  public byte[] array() {
    return array;
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  /** A copy of the output. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  public void put(int b) {
    reserve(1);
    array[size++] = (byte) b;
  }

  public void put(byte[] source) {
    put(source, 0, source.length);
  }

  public void put(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, array, size, to - from);
    size += to - from;
  }

  /** As {@link Long#toUnsignedString(long)}. */
  public void putDecimal(long unsigned) {
    reserve(Ascii.MAX_DIGITS);
    size = Ascii.decimal(array, size, unsigned);
  }

  /** As {@link Long#toHexString(long)}. */
  public void putHex(long value) {
    reserve(Ascii.MAX_DIGITS);
    size = Ascii.hex(array, size, value);
  }

  /**
   * Makes {@code array()} at least {@code bytes} longer than the output.
   *
   * @throws OutOfMemoryError if that is more than an array can hold
   */
  public void reserve(int bytes) {
    if (bytes > array.length - size) {
      grow(bytes);
    }
  }

  /**
   * The output now ends at {@code end}, which {@link #reserve} has made room for.
   *
   * @throws IllegalArgumentException if it has not
   */
  public void endAt(int end) {
    if (end < size || end > array.length) {
      throw new IllegalArgumentException(
          "end %d is not between %d and %d".formatted(end, size, array.length));
    }
    size = end;
  }

  private void grow(int bytes) {
    long needed = (long) size + bytes;
    if (needed > MAX_CAPACITY) {
      throw new OutOfMemoryError(
          "%d bytes of output in one buffer; write it out more often".formatted(needed));
    }
    array = Arrays.copyOf(array, (int) Math.min(MAX_CAPACITY, Math.max(needed, 2L * array.length)));
  }
}
