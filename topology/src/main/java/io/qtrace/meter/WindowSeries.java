package io.qtrace.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.qtrace.meter.WindowGauges.Limits;
import io.qtrace.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleBiFunction;

/**
 * Series of gauges for the last closed window of each of many. The largest have series of their
 * own, up to a limit; the rest is summed up in one, called {@code other}. Thread-safe.
 */
final class WindowSeries<T> {

  private static final String OTHER = "other";

  /**
   * What is shown.
   *
   * @param prefix of the gauges' names
   * @param summed name of the gauge that says how many have no series of their own
   * @param summedDescription of that one
   * @param labels names; that of the window comes behind them
   * @param identity tells whose window it is, and when
   * @param size by which the largest are found: of values, and how many seconds a window has
   */
  record Shown<T>(
      String prefix,
      String summed,
      String summedDescription,
      List<String> labels,
      Identity<T> identity,
      List<Measure<T>> measures,
      ToDoubleBiFunction<List<Double>, Double> size) {}

  /**
   * What a window says of itself.
   *
   * @param labels values, in the order of their names
   */
  record Identity<T>(
      Function<T, List<String>> labels, Function<T, Instant> start, Function<T, Instant> end) {}

  private record Key(List<String> labels, long lengthMs) {

    Tags tags(List<String> names) {
      var tags = Tags.of("window", Durations.print(Duration.ofMillis(lengthMs)));
      for (int i = 0; i < names.size(); i++) {
        tags = tags.and(names.get(i), labels.get(i));
      }
      return tags;
    }

    Key other() {
      return new Key(Collections.nCopies(labels.size(), OTHER), lengthMs);
    }
  }

  /**
   * @param owner the task whose result it is
   * @param seenMs wall-clock time
   */
  private record Last(Object owner, long endMs, long seenMs, List<Double> values) {}

  private record Row(Key key, List<Double> values, double size) {}

  private final Shown<T> shown;
  private final Limits limits;
  private final LongSupplier clockMs;
  private final Map<Key, Last> last = new ConcurrentHashMap<>();
  private final List<MultiGauge> gauges = new ArrayList<>();
  private volatile int summed;

  /**
   * @param clockMs wall-clock time
   */
  WindowSeries(MeterRegistry meters, Shown<T> shown, Limits limits, LongSupplier clockMs) {
    this.shown = shown;
    this.limits = limits;
    this.clockMs = clockMs;
    for (var measure : shown.measures) {
      gauges.add(
          MultiGauge.builder(shown.prefix + measure.name())
              .description(measure.description())
              .register(meters));
    }
    Gauge.builder(shown.summed, this, series -> series.summed)
        .description(shown.summedDescription)
        .register(meters);
  }

  /**
   * A window was closed.
   *
   * @param owner of these results, until it is no longer
   */
  void closed(Object owner, T window) {
    var identity = shown.identity;
    var labels = identity.labels.apply(window);
    long startMs = identity.start.apply(window).toEpochMilli();
    long endMs = identity.end.apply(window).toEpochMilli();
    var values = shown.measures.stream().map(one -> one.of().applyAsDouble(window)).toList();
    var next = new Last(owner, endMs, clockMs.getAsLong(), values);
    last.merge(
        new Key(labels, endMs - startMs),
        next,
        (a, b) -> b.endMs < a.endMs && b.owner == a.owner ? a : b);
  }

  /** Another instance has these now, perhaps. */
  void forget(Object owner) {
    last.values().removeIf(window -> window.owner.equals(owner));
  }

  /** Brings the gauges up to date. */
  synchronized void refresh() {
    long nowMs = clockMs.getAsLong();
    last.values().removeIf(window -> nowMs - window.seenMs >= limits.keep().toMillis());
    var all = new ArrayList<Row>();
    last.forEach((key, window) -> all.add(row(key, now(key, window, nowMs))));
    all.sort(Comparator.comparingDouble(Row::size).reversed());
    int own = Math.min(limits.series(), all.size());
    var rows = new ArrayList<>(all.subList(0, own));
    var rest = new HashMap<Key, List<Double>>();
    all.subList(own, all.size())
        .forEach(one -> rest.merge(one.key.other(), one.values, this::both));
    rest.forEach((key, values) -> rows.add(row(key, values)));
    summed = all.size() - own;
    for (int i = 0; i < gauges.size(); i++) {
      int index = i;
      gauges.get(i).register(rows.stream().map(row -> gaugeRow(row, index)).toList(), true);
    }
  }

  private MultiGauge.Row<?> gaugeRow(Row row, int index) {
    return MultiGauge.Row.of(row.key.tags(shown.labels), row.values.get(index));
  }

  private Row row(Key key, List<Double> values) {
    return new Row(key, values, shown.size.applyAsDouble(values, key.lengthMs / 1e3));
  }

  /** A window without conversions has no result, so when the next one is over there were none. */
  private List<Double> now(Key key, Last window, long nowMs) {
    long nextIsClosedMs = window.seenMs + key.lengthMs + limits.closing().toMillis();
    if (nowMs <= nextIsClosedMs) {
      return window.values;
    }
    var idle = new ArrayList<Double>();
    for (int i = 0; i < window.values.size(); i++) {
      idle.add(shown.measures.get(i).kind().idle(window.values.get(i)));
    }
    return idle;
  }

  private List<Double> both(List<Double> a, List<Double> b) {
    var both = new ArrayList<Double>();
    for (int i = 0; i < a.size(); i++) {
      both.add(shown.measures.get(i).kind().both(a.get(i), b.get(i)));
    }
    return both;
  }
}
