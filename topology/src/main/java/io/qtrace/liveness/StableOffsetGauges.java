package io.qtrace.liveness;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What lies behind last stable offsets, and for how long they have stood still. Partitions that are
 * read always have series, the hundreds of others while their offset stands still.
 */
final class StableOffsetGauges {

  private final MultiGauge lag;
  private final MultiGauge age;
  private final MultiGauge stuck;

  StableOffsetGauges(MeterRegistry meters) {
    lag =
        MultiGauge.builder("qtrace.last.stable.offset.lag.records")
            .description(
                "Kafka records of a partition behind its last stable offset: consumers of committed"
                    + " records do not get them, and count no lag")
            .register(meters);
    age =
        MultiGauge.builder("qtrace.last.stable.offset.age.seconds")
            .description("How long a last stable offset has stood still with records behind it")
            .register(meters);
    stuck =
        MultiGauge.builder("qtrace.partitions.stuck")
            .description("Partitions behind a transaction that does not end")
            .register(meters);
    show(List.of(), List.of(), 0);
  }

  /**
   * @param read partitions that are shown with zeros while nothing is open on them
   */
  void show(Collection<TopicPartition> read, List<Standing> standing, int stuckPartitions) {
    Map<Tags, Double> lags = new HashMap<>();
    Map<Tags, Double> ages = new HashMap<>();
    for (var partition : read) {
      lags.put(tags(partition), 0.0);
      ages.put(tags(partition), 0.0);
    }
    for (var s : standing) {
      lags.put(tags(s.partition()), (double) s.behind());
      ages.put(tags(s.partition()), s.age().toMillis() / 1e3);
    }
    register(lag, lags);
    register(age, ages);
    register(stuck, Map.of(Tags.empty(), (double) stuckPartitions));
  }

  private static Tags tags(TopicPartition partition) {
    return Tags.of(
        "topic", partition.topic(), "partition", Integer.toString(partition.partition()));
  }

  private static void register(MultiGauge gauge, Map<Tags, Double> values) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    values.forEach((tags, value) -> rows.add(MultiGauge.Row.of(tags, value)));
    gauge.register(rows, true);
  }
}
