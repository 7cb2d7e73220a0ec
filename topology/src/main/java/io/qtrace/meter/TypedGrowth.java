package io.qtrace.meter;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * How fast topics grow that are kept for ever, by what this instance's producers have sent to them,
 * as compressed as it is. Says so once, if it is a lot. Not thread-safe.
 */
public final class TypedGrowth {

  /** A disk of a terabyte is full within ten days. */
  static final long MUCH_BYTES_A_DAY = 100_000_000_000L;

  private final Predicate<String> isTyped;
  private double bytes = Double.NaN;
  private long atNanos;
  private boolean hasSaidSo;

  /**
   * @param isTyped whether a topic is one of those
   */
  public TypedGrowth(Predicate<String> isTyped) {
    this.isTyped = isTyped;
  }

  /**
   * Looks at Kafka's metrics again.
   *
   * @return what to say, the first time that there is something
   */
  public Optional<String> look(Map<MetricName, ? extends Metric> metrics, long nowNanos) {
    double now = sent(metrics);
    double grown = now - bytes;
    var passed = Duration.ofNanos(nowNanos - atNanos);
    bytes = now;
    atNanos = nowNanos;
    // A producer that was made anew counts from 0: nothing is known of this time.
    if (hasSaidSo || !(grown > 0) || passed.isZero()) {
      return Optional.empty();
    }
    double aDay = grown * Duration.ofDays(1).toNanos() / passed.toNanos();
    if (aDay <= MUCH_BYTES_A_DAY) {
      return Optional.empty();
    }
    hasSaidSo = true;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "topics of typed events have grown by %,.0f MB within %d s, which is %,.0f GB a day and"
                + " replica, and are kept for ever (topics.retention.event=forever); set a retention,"
                + " or drop events that nobody reads (route.<n>)",
            grown / 1e6,
            passed.toSeconds(),
            aDay / 1e9));
  }

  private double sent(Map<MetricName, ? extends Metric> metrics) {
    double sent = 0;
    for (var metric : metrics.entrySet()) {
      var name = metric.getKey();
      if (name.name().equals("byte-total")
          && name.group().equals("producer-topic-metrics")
          && isTyped.test(name.tags().getOrDefault("topic", ""))
          && metric.getValue().metricValue() instanceof Number number) {
        sent += number.doubleValue();
      }
    }
    return sent;
  }
}
