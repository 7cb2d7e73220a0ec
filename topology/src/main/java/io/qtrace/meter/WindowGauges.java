package io.qtrace.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The last closed window of each RAM block, as gauges. Those with the most memory shared or
 * converted get series of their own, up to a limit; the rest is summed up in one, called {@code
 * other}. Thread-safe.
 *
 * <p>A window without conversions has no result. So once the window after the last one has to be
 * closed as well, rates are zero, while shared memory stays as it is, until the block is forgotten.
 */
public final class WindowGauges {

  private static final String OTHER = "other";

  /**
   * @param series how many windows of RAM blocks have series of their own
   * @param keep how long after its last result a RAM block is forgotten
   * @param closing how long after its end a window is closed at the latest
   */
  public record Limits(int series, Duration keep, Duration closing) {}

  private record Key(String vm, String host, String block, long lengthMs) {

    static Key of(RamBlockConversions window) {
      long lengthMs = window.getWindowEnd().toEpochMilli() - window.getWindowStart().toEpochMilli();
      return new Key(window.getVm(), window.getHost(), window.getBlock(), lengthMs);
    }

    static Key other(Key of) {
      return new Key(OTHER, OTHER, OTHER, of.lengthMs);
    }

    Tags tags() {
      var window = Durations.print(Duration.ofMillis(lengthMs));
      return Tags.of("vm", vm, "host", host, "block", block, "window", window);
    }
  }

  private record Values(
      double sharedBytes,
      double toSharedPerSecond,
      double toPrivatePerSecond,
      double bytesPerSecond,
      double pingPongPages,
      double splitFrames,
      double complete) {

    static Values of(RamBlockConversions window) {
      return new Values(
          window.getSharedBytes(),
          window.getToSharedPerSecond(),
          window.getToPrivatePerSecond(),
          window.getBytesToSharedPerSecond() + window.getBytesToPrivatePerSecond(),
          window.getPingPongPages(),
          window.getSplitFrames(),
          window.getComplete() ? 1 : 0);
    }

    Values withoutConversions() {
      return new Values(sharedBytes, 0, 0, 0, 0, splitFrames, complete);
    }

    static Values sum(Values a, Values b) {
      return new Values(
          a.sharedBytes + b.sharedBytes,
          a.toSharedPerSecond + b.toSharedPerSecond,
          a.toPrivatePerSecond + b.toPrivatePerSecond,
          a.bytesPerSecond + b.bytesPerSecond,
          a.pingPongPages + b.pingPongPages,
          a.splitFrames + b.splitFrames,
          Math.min(a.complete, b.complete));
    }
  }

  /**
   * @param owner the task whose result it is
   * @param seenMs wall-clock time
   */
  private record Last(Object owner, long endMs, long seenMs, Values values) {}

  /** What is shown of a RAM block. */
  private record Shown(Key key, Values values) {

    double size() {
      double seconds = key.lengthMs / 1e3;
      return values.sharedBytes + values.bytesPerSecond * seconds;
    }
  }

  private final Limits limits;
  private final LongSupplier clockMs;
  private final Map<Key, Last> last = new ConcurrentHashMap<>();
  private final Map<MultiGauge, ToDoubleFunction<Values>> gauges = new HashMap<>();
  private volatile int summed;

  /**
   * @param clockMs wall-clock time
   */
  public WindowGauges(MeterRegistry meters, Limits limits, LongSupplier clockMs) {
    this.limits = limits;
    this.clockMs = clockMs;
    gauge(
        meters, "shared.bytes", "Shared memory at the end of the last window", v -> v.sharedBytes);
    gauge(
        meters,
        "to.shared.conversions.per.second",
        "Conversions to shared per second of the last window",
        v -> v.toSharedPerSecond);
    gauge(
        meters,
        "to.private.conversions.per.second",
        "Conversions to private per second of the last window",
        v -> v.toPrivatePerSecond);
    gauge(
        meters,
        "converted.bytes.per.second",
        "Bytes converted per second of the last window",
        v -> v.bytesPerSecond);
    gauge(
        meters,
        "ping.pong.pages",
        "4 KiB pages converted in both directions within the last window",
        v -> v.pingPongPages);
    gauge(
        meters,
        "split.frames",
        "2 MiB frames that are part shared, part private at the end of the last window",
        v -> v.splitFrames);
    gauge(
        meters,
        "window.complete",
        "0 if trace events or RAM blocks of the last window are missing: its values are lower bounds",
        v -> v.complete);
    Gauge.builder("qtrace.ram.blocks.summed", this, g -> g.summed)
        .description("RAM blocks and windows beyond metrics.ram.blocks, summed up as 'other'")
        .register(meters);
  }

  private void gauge(
      MeterRegistry meters, String name, String description, ToDoubleFunction<Values> value) {
    var gauge =
        MultiGauge.builder("qtrace.ram.block." + name).description(description).register(meters);
    gauges.put(gauge, value);
  }

  /**
   * A window was closed.
   *
   * @param owner of this RAM block, until it is no longer
   */
  public void closed(Object owner, RamBlockConversions window) {
    var next =
        new Last(
            owner, window.getWindowEnd().toEpochMilli(), clockMs.getAsLong(), Values.of(window));
    last.merge(Key.of(window), next, (a, b) -> b.endMs < a.endMs && b.owner == a.owner ? a : b);
  }

  /** Another instance has these RAM blocks now, perhaps. */
  public void forget(Object owner) {
    last.values().removeIf(window -> window.owner.equals(owner));
  }

  /** Brings the gauges up to date. */
  public synchronized void refresh() {
    long nowMs = clockMs.getAsLong();
    last.values().removeIf(window -> nowMs - window.seenMs >= limits.keep.toMillis());
    var all = new ArrayList<Shown>();
    last.forEach((key, window) -> all.add(new Shown(key, shown(key, window, nowMs))));
    all.sort(Comparator.comparingDouble(Shown::size).reversed());
    int own = Math.min(limits.series, all.size());
    var rows = new ArrayList<>(all.subList(0, own));
    var rest = new HashMap<Key, Values>();
    all.subList(own, all.size())
        .forEach(block -> rest.merge(Key.other(block.key), block.values, Values::sum));
    rest.forEach((key, values) -> rows.add(new Shown(key, values)));
    summed = all.size() - own;
    gauges.forEach((gauge, value) -> gauge.register(rows(rows, value), true));
  }

  private Values shown(Key key, Last window, long nowMs) {
    long nextIsClosedMs = window.seenMs + key.lengthMs + limits.closing.toMillis();
    return nowMs > nextIsClosedMs ? window.values.withoutConversions() : window.values;
  }

  private static List<MultiGauge.Row<?>> rows(List<Shown> shown, ToDoubleFunction<Values> value) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    shown.forEach(
        block -> rows.add(MultiGauge.Row.of(block.key.tags(), value.applyAsDouble(block.values))));
    return rows;
  }
}
