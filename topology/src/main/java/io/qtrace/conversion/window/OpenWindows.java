package io.qtrace.conversion.window;

import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one length that are open. Each is handed out once, when it is closed: no window is
 * opened again. To find one takes as long as the logarithm of how many there are. Not thread-safe.
 */
final class OpenWindows {

  final WindowSpec spec;
  private final Consumer<VmWindow> closed;

  /** By start. */
  private final List<VmWindow> windows = new ArrayList<>();

  /** Windows that end then or before are closed. */
  private long closedUntilMs = Long.MIN_VALUE;

  /** Windows that begin in this span, both ends included, had to make room: they are closed. */
  private long crowdedFromMs = Long.MAX_VALUE;

  private long crowdedToMs = Long.MIN_VALUE;

  OpenWindows(WindowSpec spec, Consumer<VmWindow> closed) {
    this.spec = spec;
    this.closed = closed;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  /** Those that end later. */
  List<VmWindow> endingAfter(long ms) {
    long fromMs = Math.max(ms, Long.MIN_VALUE + spec.sizeMs()) - spec.sizeMs();
    return windows.subList(indexOf(fromMs + 1), windows.size());
  }

  /** Why the window cannot be had, if it cannot. */
  Late late(long startMs, long lastStartMs) {
    if (isClosed(startMs)) {
      return Late.CLOSED;
    }
    return startMs > lastStartMs ? Late.FUTURE : Late.FULL;
  }

  /**
   * The window that begins then; opened if it is not open.
   *
   * @param lastStartMs none that begins later is opened
   * @return null if it is late
   */
  @Nullable VmWindow get(long startMs, long lastStartMs) {
    int at = indexOf(startMs);
    if (at < windows.size() && windows.get(at).startMs == startMs) {
      return windows.get(at);
    }
    boolean isCrowdedOut = startMs >= crowdedFromMs && startMs <= crowdedToMs;
    if (isClosed(startMs) || startMs > lastStartMs || isCrowdedOut || !hasRoom(at)) {
      return null;
    }
    var window = new VmWindow(spec, startMs);
    windows.add(at, window);
    return window;
  }

  private boolean isClosed(long startMs) {
    return startMs + spec.sizeMs() <= closedUntilMs;
  }

  /** The last window makes room for an earlier one: damaged times lie far in the future. */
  private boolean hasRoom(int at) {
    if (windows.size() < Windows.MAX_OPEN) {
      return true;
    }
    if (at == Windows.MAX_OPEN) {
      return false;
    }
    var last = windows.remove(Windows.MAX_OPEN - 1);
    crowdedFromMs = Math.min(crowdedFromMs, last.startMs);
    crowdedToMs = Math.max(crowdedToMs, last.startMs);
    closed.accept(last);
    return true;
  }

  /** Of the first window that begins then or later. Most are asked for at the end. */
  private int indexOf(long startMs) {
    int high = windows.size();
    if (high > 0 && windows.get(high - 1).startMs < startMs) {
      return high;
    }
    int low = 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (windows.get(middle).startMs < startMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether all that end then or before are closed. */
  boolean isClosedUntil(long ms) {
    return closedUntilMs >= ms;
  }

  /** Closes the windows that end then or before. */
  void closeUntil(long ms) {
    closedUntilMs = ms;
    int end = indexOf(ms - spec.sizeMs() + 1);
    var ended = windows.subList(0, end);
    ended.forEach(closed);
    ended.clear();
  }

  /** Closes all that are open. */
  void closeAll() {
    windows.forEach(closed);
    windows.clear();
  }

  /** Nothing that ends then or before is to be opened any more. */
  void openNoneUntil(long ms) {
    closedUntilMs = Math.max(closedUntilMs, ms);
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeLong(spec.sizeMs());
    out.writeLong(spec.advanceMs());
    out.writeLong(closedUntilMs);
    out.writeLong(crowdedFromMs);
    out.writeLong(crowdedToMs);
    out.writeList(windows, window -> window.encode(out, map));
  }

  /** Reads what {@link #encode} wrote behind the specification. */
  void decode(SnapshotReader in, MemoryMap map) throws IOException {
    closedUntilMs = in.readLong();
    if (in.isSince(3)) {
      crowdedFromMs = in.readLong();
      crowdedToMs = in.readLong();
    }
    in.readList(() -> windows.add(VmWindow.decode(in, spec, map)));
  }
}
