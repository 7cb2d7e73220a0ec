package io.qtrace.topology;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.conversion.Rollups;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sums up the windows of VMs to those of hosts and the fleet. VMs reach the end of a window at
 * different times: a sum is closed once some VM has come further by grace and idle timeout, or once
 * nothing has come for the idle timeout. What comes later is counted as late.
 *
 * <p>Keys of the store are {@code w/<key>/<length>/<start>} for a window and {@code
 * t/<key>/<length>} for how far the windows of that length have come.
 */
final class RollupProcessor implements Processor<String, byte[], byte[], Outgoing> {

  private static final Duration LOOK_FOR_SILENCE = Duration.ofMillis(500);
  private static final String WINDOW = "w/";
  private static final String PROGRESS = "t/";

  /**
   * How far the windows of a key and length have come.
   *
   * @param endMs the latest end of a window
   * @param closedMs windows that end then or before are closed
   */
  private record Progress(long endMs, long closedMs) {

    static final Progress NONE = new Progress(Long.MIN_VALUE, Long.MIN_VALUE);

    static Progress decode(byte[] stored) {
      var bytes = ByteBuffer.wrap(stored);
      return new Progress(bytes.getLong(), bytes.getLong());
    }

    byte[] encode() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(endMs).putLong(closedMs).array();
    }
  }

  private record State(
      ProcessorContext<byte[], Outgoing> context,
      KeyValueStore<String, byte[]> store,
      IdleClock idle,
      Map<String, Long> lastSeenMs) {}

  private final Shared shared;
  private final Outgoing outgoing = new Outgoing();

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private State state;

  RollupProcessor(Shared shared) {
    this.shared = shared;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    var idle =
        new IdleClock(shared.conversions().idleTimeout().toMillis(), context.currentSystemTimeMs());
    state = new State(context, context.getStateStore(Node.ROLLUP_STORE), idle, new HashMap<>());
    for (var window : windows("")) {
      state.lastSeenMs.put(group(window.key), 0L);
    }
    context.schedule(
        LOOK_FOR_SILENCE, PunctuationType.WALL_CLOCK_TIME, this::closeWindowsOfTheSilent);
  }

  @Override
  public void process(Record<String, byte[]> kafkaRecord) {
    var part = Framed.read(kafkaRecord.value(), ConversionRollup.class);
    long startMs = part.getWindowStart().toEpochMilli();
    long endMs = part.getWindowEnd().toEpochMilli();
    var group = kafkaRecord.key() + "/" + (endMs - startMs);
    long nowMs = state.context.currentSystemTimeMs();
    state.idle.record(nowMs, nowMs);
    state.lastSeenMs.put(group, state.idle.millis());
    var progress = progress(group);
    if (endMs <= progress.closedMs) {
      addLate(group, part);
      return;
    }
    add(kafkaRecord.key(), group, startMs, part);
    // A window in the future is of a wrong clock; it must not close those of all others.
    long reachedMs = Math.min(endMs, nowMs);
    if (reachedMs > progress.endMs) {
      var config = shared.conversions();
      long closedMs = reachedMs - config.grace().toMillis() - config.idleTimeout().toMillis();
      close(group, new Progress(reachedMs, Math.max(progress.closedMs, closedMs)));
    }
  }

  private void add(String key, String group, long startMs, ConversionRollup part) {
    var at = windowKey(group, startMs);
    var stored = state.store.get(at);
    var sum = stored == null ? empty(key, part) : Framed.read(stored, ConversionRollup.class);
    Rollups.add(sum, part);
    state.store.put(at, shared.contracts().rollups().frame(sum));
  }

  private static ConversionRollup empty(String key, ConversionRollup part) {
    return ConversionRollup.newBuilder()
        .setScope(RollupKey.scope(key))
        .setHost(RollupKey.host(key))
        .setWindowStart(part.getWindowStart())
        .setWindowEnd(part.getWindowEnd())
        .build();
  }

  /** In no window, but in the latest one's count of such. */
  private void addLate(String group, ConversionRollup part) {
    var latest = windowsOf(group);
    if (latest.isEmpty()) {
      return;
    }
    var last = Framed.read(latest.get(latest.size() - 1).value, ConversionRollup.class);
    last.setLateEvents(last.getLateEvents() + part.getCount());
    state.store.put(
        windowKey(group, last.getWindowStart().toEpochMilli()),
        shared.contracts().rollups().frame(last));
  }

  private void closeWindowsOfTheSilent(long nowMs) {
    state.idle.tick(nowMs);
    long limit = state.idle.millis() - shared.conversions().idleTimeout().toMillis();
    var silent = new LinkedHashSet<String>();
    state.lastSeenMs.forEach(
        (group, seenMs) -> {
          if (seenMs <= limit) {
            silent.add(group);
          }
        });
    for (var group : silent) {
      state.lastSeenMs.remove(group);
      long endMs = progress(group).endMs;
      close(group, new Progress(endMs, endMs), Long.MAX_VALUE);
    }
  }

  private void close(String group, Progress progress) {
    close(group, progress, progress.closedMs);
  }

  /** Publishes the windows that end until then. */
  private void close(String group, Progress progress, long untilMs) {
    state.store.put(PROGRESS + group, progress.encode());
    for (var window : windowsOf(group)) {
      var sum = Framed.read(window.value, ConversionRollup.class);
      if (sum.getWindowEnd().toEpochMilli() <= untilMs) {
        state.store.delete(window.key);
        publish(sum);
      }
    }
  }

  private void publish(ConversionRollup sum) {
    shared.meters().rollup();
    Rollups.setRates(sum);
    var key = RollupKey.of(sum);
    state.context.forward(
        new Record<>(
            key.getBytes(StandardCharsets.UTF_8),
            outgoing.to("", shared.contracts().rollups().frame(sum)),
            Math.max(0, sum.getWindowStart().toEpochMilli())),
        Node.ROLLUP_SINK);
  }

  private Progress progress(String group) {
    var stored = state.store.get(PROGRESS + group);
    return stored == null ? Progress.NONE : Progress.decode(stored);
  }

  /** By start. A host may be called what another one's windows begin with. */
  private List<KeyValue<String, byte[]>> windowsOf(String group) {
    var found = windows(group + "/");
    found.removeIf(window -> !group(window.key).equals(group));
    return found;
  }

  /** By group and start. */
  private List<KeyValue<String, byte[]>> windows(String prefix) {
    var found = new ArrayList<KeyValue<String, byte[]>>();
    try (var windows = state.store.prefixScan(WINDOW + prefix, new StringSerializer())) {
      windows.forEachRemaining(found::add);
    }
    return found;
  }

  /** Starts sort as text: of one length, and positive for any clock that is not far off. */
  private static String windowKey(String group, long startMs) {
    return "%s%s/%016x".formatted(WINDOW, group, startMs);
  }

  private static String group(String windowKey) {
    return windowKey.substring(WINDOW.length(), windowKey.lastIndexOf('/'));
  }
}
