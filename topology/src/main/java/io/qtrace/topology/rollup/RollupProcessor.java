package io.qtrace.topology.rollup;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.frame.Framed;
import io.qtrace.task.Ticks;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.fair.ThreadRecords;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.Outgoing;
import io.qtrace.topology.meter.ConversionMeters;
import io.qtrace.topology.rollup.OpenRollups.Progress;
import io.qtrace.topology.silence.SilentKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sums up the windows of VMs to those of hosts and the fleet. VMs reach the end of a window at
 * different times: a sum is closed once some VM has come further by grace and idle timeout, or once
 * nothing has come for the idle timeout. What comes later is counted as late, and so is what is too
 * far in the future.
 *
 * <p>A part costs the same however many windows are open: one is read and written, and only those
 * that it closes are looked at.
 */
public final class RollupProcessor implements Processor<String, byte[], byte[], Outgoing> {

  private static final Duration LOOK_FOR_SILENCE = Duration.ofMillis(500);

  private record State(
      ProcessorContext<byte[], Outgoing> context,
      ThreadRecords records,
      OpenRollups windows,
      SilentKeys silent,
      Ticks ticks) {}

  private final ConversionConfig config;
  private final Framed<ConversionRollup> rollups;
  private final ConversionMeters meters;
  private final Outgoing outgoing = new Outgoing();

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private State state;

  public RollupProcessor(
      ConversionConfig config, Framed<ConversionRollup> rollups, ConversionMeters meters) {
    this.config = config;
    this.rollups = rollups;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    var silent = new SilentKeys(config.idleTimeout(), context.currentSystemTimeMs());
    var windows = new OpenRollups(context.getStateStore(Node.ROLLUP_STORE));
    var ticks = new Ticks(context);
    state = new State(context, ThreadRecords.ofThread(), windows, silent, ticks);
    windows.groups().forEach(silent::seen);
    ticks.every(LOOK_FOR_SILENCE, this::closeWindowsOfTheSilent);
  }

  @Override
  public void process(Record<String, byte[]> kafkaRecord) {
    state.records.otherCame();
    var rollup = RollupPart.rollup(kafkaRecord.value());
    long startMs = rollup.getWindowStart().toEpochMilli();
    long endMs = rollup.getWindowEnd().toEpochMilli();
    var group = OpenRollups.group(kafkaRecord.key(), endMs - startMs);
    long nowMs = state.context.currentSystemTimeMs();
    state.silent.record(nowMs, nowMs);
    state.silent.seen(group);
    var progress = state.windows.progress(group);
    // A part has the time at which its window was closed: the same when it is read again.
    long madeMs = kafkaRecord.timestamp();
    if (endMs <= progress.closedMs() || config.isFuture(startMs, madeMs)) {
      state.windows.keep(group, progress.withLate(rollup.getCount()));
      return;
    }
    add(
        kafkaRecord.key(),
        group,
        startMs,
        new RollupPart(rollup, RollupPart.latencies(kafkaRecord.value())));
    // A window in the future is of a wrong clock; it must not close those of all others.
    long reachedMs = Math.min(endMs, madeMs);
    if (reachedMs > progress.endMs()) {
      long untilMs = reachedMs - config.grace().toMillis() - config.idleTimeout().toMillis();
      close(group, progress, reachedMs, Math.max(progress.closedMs(), untilMs));
    }
  }

  @Override
  public void close() {
    state.ticks.close();
  }

  private void add(String key, String group, long startMs, RollupPart part) {
    var sum = state.windows.get(group, startMs);
    if (sum == null) {
      sum = firstOf(key, part);
    } else {
      sum.add(part);
    }
    state.windows.put(group, startMs, sum.encode(rollups));
  }

  /** The part is the sum until now. */
  private static RollupPart firstOf(String key, RollupPart part) {
    part.rollup().setScope(RollupKey.scope(key));
    part.rollup().setHost(RollupKey.host(key));
    part.rollup().setVm("");
    part.rollup().setPhase("");
    part.rollup().setByVcpu(Map.of());
    return part;
  }

  private void closeWindowsOfTheSilent(long nowMs) {
    for (var group : state.silent.silent(nowMs)) {
      state.silent.forget(group);
      var progress = state.windows.progress(group);
      long endMs = progress.endMs();
      long late = publish(group, progress, Long.MAX_VALUE);
      state.windows.keep(group, new Progress(endMs, endMs, late));
    }
  }

  private void close(String group, Progress before, long reachedMs, long closedMs) {
    long late = publish(group, before, closedMs);
    state.windows.keep(group, new Progress(reachedMs, closedMs, late));
  }

  /**
   * Publishes the windows that end until then.
   *
   * @return the late conversions that no window has counted yet
   */
  private long publish(String group, Progress progress, long untilMs) {
    if (untilMs <= progress.closedMs()) {
      return progress.late();
    }
    long late = progress.late();
    for (var part : state.windows.take(group, progress.closedMs(), untilMs)) {
      var sum = part.sum();
      sum.setLateEvents(sum.getLateEvents() + late);
      late = 0;
      publish(sum);
    }
    return late;
  }

  private void publish(ConversionRollup sum) {
    meters.rollup();
    if (sum.getWindow().isEmpty()) { // of a stage before results had it
      long startMs = sum.getWindowStart().toEpochMilli();
      sum.setWindow(config.windowName(sum.getWindowEnd().toEpochMilli() - startMs));
    }
    var key = RollupKey.of(sum);
    state.context.forward(
        new Record<>(
            key.getBytes(StandardCharsets.UTF_8),
            outgoing.to("", rollups.frame(sum)),
            Math.max(0, sum.getWindowStart().toEpochMilli())),
        Node.ROLLUP_SINK);
  }
}
