package io.qtrace.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaGaugesTest {

  private static final String LAG = "qtrace.consumer.lag.records";
  private static final String LATENCY = "qtrace.latency.max.seconds";

  private final Metrics kafka = new Metrics();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final KafkaGauges gauges = new KafkaGauges(meters);

  @AfterEach
  void close() {
    kafka.close();
  }

  @Test
  void showThePartitionsThatTheConsumersHaveNow() {
    kafka("records-lag", 7, Map.of("client-id", "a", "topic", "qtrace-raw", "partition", "0"));
    kafka("records-lag", 5, Map.of("client-id", "b", "topic", "qtrace-raw", "partition", "1"));
    gauges.refresh(kafka.metrics());
    assertThat(meters.get(LAG).tag("partition", "0").gauge().value()).isEqualTo(7);
    assertThat(meters.get(LAG).tag("partition", "1").gauge().value()).isEqualTo(5);

    kafka.removeMetric(
        kafka.metricName(
            "records-lag", "", Map.of("client-id", "b", "topic", "qtrace-raw", "partition", "1")));
    gauges.refresh(kafka.metrics());
    assertThat(meters.find(LAG).gauges()).hasSize(1);
  }

  @Test
  void showTheLongestLatencyOfAllTasksInSecondsAndNoneThatWasNotMeasured() {
    kafka("record-e2e-latency-max", 1500, Map.of("task-id", "0_0", "processor-node-id", "typed"));
    kafka("record-e2e-latency-max", 20, Map.of("task-id", "0_1", "processor-node-id", "typed"));
    kafka("record-e2e-latency-max", Double.NaN, Map.of("task-id", "0_2", "processor-node-id", "x"));
    gauges.refresh(kafka.metrics());
    assertThat(meters.find(LATENCY).gauges()).hasSize(1);
    assertThat(meters.get(LATENCY).tag("node", "typed").gauge().value()).isEqualTo(1.5);
  }

  private void kafka(String name, double value, Map<String, String> tags) {
    kafka.addMetric(kafka.metricName(name, "", tags), (config, nowMs) -> value);
  }
}
