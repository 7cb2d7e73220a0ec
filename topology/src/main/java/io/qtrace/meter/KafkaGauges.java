package io.qtrace.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What Kafka Streams says of itself that operators need: lag, latency and threads.
 *
 * <p>Micrometer's KafkaStreamsMetrics would export all it has: a series per producer, metric and
 * topic, tens of thousands with an event topic each, named after clients that have other names
 * after each start, and new partitions only a minute later. Thread-safe.
 */
public final class KafkaGauges {

  private final MultiGauge lag;
  private final MultiGauge latency;
  private final MultiGauge threads;

  public KafkaGauges(MeterRegistry meters) {
    lag =
        MultiGauge.builder("qtrace.consumer.lag.records")
            .description("Kafka records of a partition that this instance has yet to read")
            .register(meters);
    latency =
        MultiGauge.builder("qtrace.latency.max.seconds")
            .description("From the time of a Kafka record to its end at this node, the longest")
            .register(meters);
    threads =
        MultiGauge.builder("qtrace.stream.threads")
            .description("Stream threads that are alive")
            .register(meters);
  }

  /** Brings the gauges up to date. */
  public synchronized void refresh(Map<MetricName, ? extends Metric> metrics) {
    var lags = new HashMap<Tags, Double>();
    var latencies = new HashMap<Tags, Double>();
    var alive = new HashMap<Tags, Double>();
    metrics.forEach(
        (name, metric) -> {
          if (metric.metricValue() instanceof Number number) {
            double value = number.doubleValue();
            switch (name.name()) {
              case "records-lag" -> put(lags, tags(name, "topic", "partition"), value, Double::sum);
              case "record-e2e-latency-max" -> put(latencies, node(name), value / 1e3, Math::max);
              case "alive-stream-threads" -> put(alive, Tags.empty(), value, Double::sum);
              default -> {}
            }
          }
        });
    register(lag, lags);
    register(latency, latencies);
    register(threads, alive);
  }

  private static Tags tags(MetricName name, String... labels) {
    var tags = Tags.empty();
    for (var label : labels) {
      tags = tags.and(label, name.tags().getOrDefault(label, ""));
    }
    return tags;
  }

  private static Tags node(MetricName name) {
    return Tags.of("node", name.tags().getOrDefault("processor-node-id", ""));
  }

  /** NaN, or minus infinity: nothing was measured lately. */
  private static void put(
      Map<Tags, Double> values, Tags tags, double value, DoubleBinaryOperator both) {
    if (Double.isFinite(value)) {
      values.merge(tags, value, both::applyAsDouble);
    }
  }

  private static void register(MultiGauge gauge, Map<Tags, Double> values) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    values.forEach((tags, value) -> rows.add(MultiGauge.Row.of(tags, value)));
    gauge.register(rows, true);
  }
}
