package io.qtrace.topology;

import java.util.Arrays;

/**
 * Typed events in memory, at most {@value #MAX_BYTES} bytes of them. Reused from chunk to chunk:
 * the arrays grow and stay. Not thread-safe.
 */
final class HeldEvents {

  /** A chunk of 64 KiB seldom has as much as ten times its size in typed events. */
  static final int MAX_BYTES = 8 << 20;

  private int count;
  private int[] definition = new int[1024];
  private byte[][] value = new byte[1024][];
  private long[] timestampMs = new long[1024];
  private long bytes;

  /**
   * Copies an event, unless there are too many bytes: then none is held, until {@link #clear}.
   *
   * @return whether all that were added are held
   */
  boolean add(int of, byte[] encoded, int length, long eventMs) {
    bytes += length;
    if (bytes > MAX_BYTES) {
      letGo();
      return false;
    }
    if (count == value.length) {
      grow();
    }
    definition[count] = of;
    value[count] = Arrays.copyOf(encoded, length);
    timestampMs[count] = eventMs;
    count++;
    return true;
  }

  private void grow() {
    int size = 2 * count;
    definition = Arrays.copyOf(definition, size);
    value = Arrays.copyOf(value, size);
    timestampMs = Arrays.copyOf(timestampMs, size);
  }

  private void letGo() {
    Arrays.fill(value, 0, count, null);
    count = 0;
  }

  void clear() {
    letGo();
    bytes = 0;
  }

  int count() {
    return count;
  }

  int definition(int i) {
    return definition[i];
  }

  byte[] value(int i) {
    return value[i];
  }

  long timestampMs(int i) {
    return timestampMs[i];
  }
}
