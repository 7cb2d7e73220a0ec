package io.qtrace.fleet.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows of one length, oldest first, as variable-length integers: one of a RAM block takes some
 * 15 bytes. A window that is older than the newest one by more than {@link #keepMs} is let go. Not
 * thread-safe.
 *
 * <p>An entry is its start, as the distance from the entry before, then its values. Sizes that are
 * whole pages, which most are, lose twelve bits that say nothing.
 */
public final class Ring {

  /** Of windows shorter than a minute. */
  private static final long SHORT_KEEP_MS = 15 * 60_000;

  private static final long LONG_KEEP_MS = 3 * 60 * 60_000;
  private static final long MINUTE_MS = 60_000;

  /** A bound for lengths of less than a second. */
  private static final int MAX = 1024;

  private static final int PAGE_BITS = 12;
  private static final int MAX_VARINT = 10;

  private final int width;
  private final long keepMs;
  private byte[] bytes = {};
  private int from;
  private int to;
  private int count;

  /** Start of the window before the first one: what its distance is from. */
  private long beforeMs;

  private long newestMs;

  /**
   * @param lengthMs of each window
   * @param width how many values each has
   */
  public Ring(long lengthMs, int width) {
    this.width = width;
    this.keepMs = keepMs(lengthMs);
  }

  /** How long windows of this length are kept. */
  public static long keepMs(long lengthMs) {
    return lengthMs < MINUTE_MS ? SHORT_KEEP_MS : LONG_KEEP_MS;
  }

  /**
   * Adds a window, or replaces the one with the same start; one that is too old changes nothing.
   */
  public void add(Window window) {
    if (count > 0 && window.startMs() <= newestMs) {
      insert(window);
    } else {
      append(window);
      trim();
    }
  }

  private void insert(Window window) {
    if (window.startMs() < newestMs - keepMs) {
      return;
    }
    var all = new ArrayList<>(windows());
    all.removeIf(other -> other.startMs() == window.startMs());
    int at = 0;
    while (at < all.size() && all.get(at).startMs() < window.startMs()) {
      at++;
    }
    all.add(at, window);
    from = 0;
    to = 0;
    count = 0;
    all.forEach(this::append);
    trim();
  }

  private void append(Window window) {
    makeRoom();
    if (count == 0) {
      beforeMs = window.startMs();
    }
    write(window.startMs() - (count == 0 ? beforeMs : newestMs));
    for (long value : window.values()) {
      write(packed(value));
    }
    newestMs = window.startMs();
    count++;
  }

  private void makeRoom() {
    int most = MAX_VARINT * (width + 1);
    if (bytes.length - to >= most) {
      return;
    }
    int used = to - from;
    int wanted = used + most + used / 4;
    var next = from > bytes.length / 4 ? bytes : new byte[Math.max(wanted, bytes.length)];
    if (next.length - used < most) {
      next = new byte[wanted];
    }
    System.arraycopy(bytes, from, next, 0, used);
    bytes = next;
    from = 0;
    to = used;
  }

  private void trim() {
    var reader = new Reader(from);
    long startMs = beforeMs;
    while (count > 1) {
      startMs += reader.next();
      if (startMs >= newestMs - keepMs && count <= MAX) {
        return;
      }
      reader.skip(width);
      from = reader.at;
      beforeMs = startMs;
      count--;
    }
  }

  /** All of them, oldest first. */
  public List<Window> windows() {
    var all = new ArrayList<Window>(count);
    var reader = new Reader(from);
    long startMs = beforeMs;
    for (int i = 0; i < count; i++) {
      startMs += reader.next();
      var values = new long[width];
      Arrays.setAll(values, v -> unpacked(reader.next()));
      all.add(new Window(startMs, values));
    }
    return all;
  }

  public int size() {
    return count;
  }

  /** What it takes in memory. */
  public int bytes() {
    return bytes.length;
  }

  private void write(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes[to++] = (byte) ((left & 0x7F) | 0x80);
      left >>>= 7;
    }
    bytes[to++] = (byte) left;
  }

  private static long packed(long value) {
    boolean isPages = value > 0 && (value & ((1L << PAGE_BITS) - 1)) == 0;
    if (isPages) {
      return ((value >>> PAGE_BITS) << 1) | 1;
    }
    // What would lose its highest bit is none of our counts; it is kept as far as it fits.
    return Math.max(0, Math.min(value, Long.MAX_VALUE >>> 1)) << 1;
  }

  private static long unpacked(long packed) {
    return (packed & 1) == 1 ? (packed >>> 1) << PAGE_BITS : packed >>> 1;
  }

  private final class Reader {
    private int at;

    Reader(int at) {
      this.at = at;
    }

    long next() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    void skip(int values) {
      for (int i = 0; i < values; i++) {
        while (bytes[at++] < 0) {
          // more of the same value
        }
      }
    }
  }
}
