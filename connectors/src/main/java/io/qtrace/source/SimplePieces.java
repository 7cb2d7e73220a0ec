package io.qtrace.source;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RecordScanner;
import io.qtrace.raw.RecordScanner.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The header and the records of a simple trace, by the rules of {@link RecordScanner}. Bytes that
 * are not records come in slices, so that a chunk of them stays as small as any other.
 */
final class SimplePieces implements Pieces {

  private static final int SLICE_BYTES = 4096;

  private static final VarHandle LONGS_LE = longs(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS_BE = longs(ByteOrder.BIG_ENDIAN);

  /** The event id of QEMU's dropped record; its time is not that of an event. */
  private static final long DROPPED_ID = -2;

  private final RecordScanner scanner = new RecordScanner();

  /** Bytes of the present damaged stretch that were not handed out yet. */
  private int damagedBytes;

  private boolean open;
  private long eventNs;

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    eventNs = NO_TIME;
    if (damagedBytes > 0) {
      return slice(from);
    }
    int end = scanner.next(b, from, to, last);
    if (end == from) {
      return MORE;
    }
    open = scanner.unit() == Unit.TRUNCATED;
    switch (scanner.unit()) {
      case HEADER, MAPPING, TRUNCATED -> {}
      case EVENT -> eventNs = timeOf(b, from);
      case NO_HEADER, UNSUPPORTED_VERSION, DAMAGED -> {
        damagedBytes = end - from;
        return slice(from);
      }
    }
    return end;
  }

  @Override
  public void learn(byte[] b, int from, int to) {
    int at = from;
    int end = scanner.next(b, at, to, false);
    while (end > at && end < to) {
      at = end;
      end = scanner.next(b, at, to, false);
    }
  }

  private int slice(int from) {
    int bytes = Math.min(damagedBytes, SLICE_BYTES);
    damagedBytes -= bytes;
    return from + bytes;
  }

  private long timeOf(byte[] b, int record) {
    var longs = scanner.bigEndian() ? LONGS_BE : LONGS_LE;
    boolean dropped = (long) longs.get(b, record + 8) == DROPPED_ID;
    return dropped ? NO_TIME : (long) longs.get(b, record + 16);
  }

  @Override
  public boolean open() {
    return open;
  }

  @Override
  public long eventNs() {
    return eventNs;
  }

  @Override
  public Clock clock() {
    return Clock.MONOTONIC;
  }

  private static VarHandle longs(ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(long[].class, order);
  }
}
