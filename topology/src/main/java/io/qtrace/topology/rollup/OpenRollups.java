package io.qtrace.topology.rollup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of hosts and the fleet in their store, and how far those of each group have
 * come. A group is a rollup's key and a length. Nothing here looks at more windows than it is asked
 * for, however many are open: their starts are in memory, for a scan of the store meets each window
 * that was ever deleted from it.
 *
 * <p>Keys of the store are {@code w/<key>/<length>/<start>} for a window and {@code
 * t/<key>/<length>} for the progress of those of that length. Not thread-safe.
 */
final class OpenRollups {

  private static final String WINDOW = "w/";
  private static final String PROGRESS = "t/";

  /**
   * How far the windows of a group have come.
   *
   * @param endMs the latest end of a window
   * @param closedMs windows that end then or before are closed
   * @param late conversions that came too late, to be counted in the window that is closed next
   */
  record Progress(long endMs, long closedMs, long late) {

    static final Progress NONE = new Progress(Long.MIN_VALUE, Long.MIN_VALUE, 0);

    Progress withLate(long count) {
      return new Progress(endMs, closedMs, late + count);
    }

    private static Progress decode(byte[] stored) {
      var bytes = ByteBuffer.wrap(stored);
      // Before windows far in the future were late, it had two numbers.
      return new Progress(
          bytes.getLong(), bytes.getLong(), bytes.hasRemaining() ? bytes.getLong() : 0);
    }

    private byte[] encode() {
      return ByteBuffer.allocate(3 * Long.BYTES)
          .putLong(endMs)
          .putLong(closedMs)
          .putLong(late)
          .array();
    }
  }

  private final KeyValueStore<String, byte[]> store;

  /** The starts of the open windows of each group. */
  private final Map<String, NavigableSet<Long>> starts = new LinkedHashMap<>();

  /** Looks at all windows that are open. */
  OpenRollups(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (var windows = store.prefixScan(WINDOW, new StringSerializer())) {
      windows.forEachRemaining(window -> remember(window.key));
    }
  }

  private void remember(String windowKey) {
    int slash = windowKey.lastIndexOf('/');
    long startMs = Long.parseUnsignedLong(windowKey.substring(slash + 1), 16);
    remember(windowKey.substring(WINDOW.length(), slash), startMs);
  }

  private void remember(String group, long startMs) {
    starts.computeIfAbsent(group, first -> new TreeSet<>()).add(startMs);
  }

  static String group(String key, long lengthMs) {
    return key + "/" + lengthMs;
  }

  /** Those that have open windows. */
  Set<String> groups() {
    return Collections.unmodifiableSet(starts.keySet());
  }

  Progress progress(String group) {
    var stored = store.get(PROGRESS + group);
    return stored == null ? Progress.NONE : Progress.decode(stored);
  }

  void keep(String group, Progress progress) {
    store.put(PROGRESS + group, progress.encode());
  }

  @Nullable RollupPart get(String group, long startMs) {
    var open = starts.get(group);
    return open == null || !open.contains(startMs) ? null : read(windowKey(group, startMs));
  }

  private @Nullable RollupPart read(String windowKey) {
    var stored = store.get(windowKey);
    return stored == null ? null : RollupPart.decode(stored);
  }

  void put(String group, long startMs, byte[] part) {
    store.put(windowKey(group, startMs), part);
    remember(group, startMs);
  }

  /** Takes out the windows of a group that end after one time and until another, by start. */
  List<RollupPart> take(String group, long afterMs, long untilMs) {
    long lengthMs = Long.parseLong(group.substring(group.lastIndexOf('/') + 1));
    long fromMs = Math.max(afterMs, Long.MIN_VALUE + lengthMs) - lengthMs + 1;
    long toMs = Math.max(untilMs, Long.MIN_VALUE + lengthMs) - lengthMs;
    var open = starts.get(group);
    if (open == null || fromMs > toMs) {
      return List.of();
    }
    var ended = open.subSet(fromMs, true, toMs, true);
    var taken = new ArrayList<RollupPart>();
    for (long startMs : ended) {
      var key = windowKey(group, startMs);
      taken.add(Objects.requireNonNull(read(key)));
      store.delete(key);
    }
    ended.clear();
    if (open.isEmpty()) {
      starts.remove(group);
    }
    return taken;
  }

  private static String windowKey(String group, long startMs) {
    return WINDOW + group + "/" + HexFormat.of().toHexDigits(startMs);
  }
}
