package io.qtrace.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypedGrowthTest {

  private static final double GB = 1e9;

  private final Metrics kafka = new Metrics();
  private final TypedGrowth growth = new TypedGrowth(topic -> topic.startsWith("qtrace-event-"));

  @AfterEach
  void close() {
    kafka.close();
  }

  @Test
  void isSaidOnceWhenItIsMuch() {
    sent("a", "qtrace-event-x", 5 * GB);
    sent("b", "qtrace-event-y", 1 * GB);
    assertThat(lookAfter(0)).as("it is not known since when").isEmpty();

    sent("a", "qtrace-event-x", 5.5 * GB);
    sent("b", "qtrace-event-y", 1.5 * GB);
    assertThat(lookAfter(10))
        .contains(
            "topics of typed events have grown by 1,000 MB within 600 s, which is 144 GB a day and"
                + " replica, and are kept for ever (topics.retention.event=forever); set a"
                + " retention, or drop events that nobody reads (route.<n>)");

    sent("a", "qtrace-event-x", 50 * GB);
    assertThat(lookAfter(20)).isEmpty();
  }

  @Test
  void isNotSaidOfLittleOrOfOtherTopics() {
    sent("a", "qtrace-event-x", 0);
    sent("a", "qtrace-ledger", 0);
    assertThat(lookAfter(0)).isEmpty();

    sent("a", "qtrace-event-x", 0.69 * GB);
    sent("a", "qtrace-ledger", 100 * GB);
    assertThat(lookAfter(10)).isEmpty();
  }

  @Test
  void isNotKnownWhileAProducerWasMadeAnew() {
    sent("a", "qtrace-event-x", 50 * GB);
    assertThat(lookAfter(0)).isEmpty();

    sent("a", "qtrace-event-x", 10 * GB);
    assertThat(lookAfter(10)).isEmpty();

    sent("a", "qtrace-event-x", 12 * GB);
    assertThat(lookAfter(20)).isPresent();
  }

  private Optional<String> lookAfter(int minutes) {
    return growth.look(kafka.metrics(), Duration.ofMinutes(minutes).toNanos());
  }

  private void sent(String producer, String topic, double bytes) {
    var name =
        new MetricName(
            "byte-total",
            "producer-topic-metrics",
            "",
            Map.of("client-id", producer, "topic", topic));
    kafka.removeMetric(name);
    kafka.addMetric(name, (config, nowMs) -> bytes);
  }
}
