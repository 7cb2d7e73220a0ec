package io.qtrace.topology;

import io.qtrace.contract.ConversionRollup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of hosts and the fleet in their store, and how far those of each group have
 * come. A group is a rollup's key and a length. Nothing here looks at more windows than it is asked
 * for, however many are open.
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

  OpenRollups(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  static String group(String key, long lengthMs) {
    return key + "/" + lengthMs;
  }

  /** Those that have open windows. Looks at all of them, so for the start only. */
  Set<String> groups() {
    var groups = new LinkedHashSet<String>();
    try (var windows = store.prefixScan(WINDOW, new StringSerializer())) {
      windows.forEachRemaining(window -> groups.add(groupOf(window.key)));
    }
    return groups;
  }

  Progress progress(String group) {
    var stored = store.get(PROGRESS + group);
    return stored == null ? Progress.NONE : Progress.decode(stored);
  }

  void keep(String group, Progress progress) {
    store.put(PROGRESS + group, progress.encode());
  }

  @Nullable ConversionRollup get(String group, long startMs) {
    var stored = store.get(windowKey(group, startMs));
    return stored == null ? null : Framed.read(stored, ConversionRollup.class);
  }

  void put(String group, long startMs, byte[] framed) {
    store.put(windowKey(group, startMs), framed);
  }

  /**
   * Takes out the windows of a group that end after one time and until another, by start.
   *
   * <p>Starts are written as unsigned, so those before 1970 lie behind the others.
   */
  List<ConversionRollup> take(String group, long afterMs, long untilMs) {
    long lengthMs = Long.parseLong(group.substring(group.lastIndexOf('/') + 1));
    long fromMs = Math.max(afterMs, Long.MIN_VALUE + lengthMs) - lengthMs + 1;
    long toMs = Math.max(untilMs, Long.MIN_VALUE + lengthMs) - lengthMs;
    var taken = new ArrayList<ConversionRollup>();
    take(group, fromMs, Math.min(-1, toMs), taken);
    take(group, Math.max(0, fromMs), toMs, taken);
    return taken;
  }

  private void take(String group, long fromMs, long toMs, List<ConversionRollup> taken) {
    if (fromMs > toMs) {
      return;
    }
    var keys = new ArrayList<String>();
    try (var windows = store.range(windowKey(group, fromMs), windowKey(group, toMs))) {
      while (windows.hasNext()) {
        var window = windows.next();
        // A host may be called what another one's windows begin with.
        if (groupOf(window.key).equals(group)) {
          keys.add(window.key);
          taken.add(Framed.read(window.value, ConversionRollup.class));
        }
      }
    }
    keys.forEach(store::delete);
  }

  /** Starts of one sign sort as text. */
  private static String windowKey(String group, long startMs) {
    return "%s%s/%016x".formatted(WINDOW, group, startMs);
  }

  private static String groupOf(String windowKey) {
    return windowKey.substring(WINDOW.length(), windowKey.lastIndexOf('/'));
  }
}
