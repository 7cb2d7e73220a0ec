package io.qtrace.topology;

import io.qtrace.topology.fair.Backlog;
import io.qtrace.topology.fair.KafkaBacklog;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What tasks need to give every VM its share of their time.
 *
 * @param nanoTime a clock that only goes forward
 * @param backlogs makes a reader of a partition of the raw topic
 */
record FairShare(LongSupplier nanoTime, IntFunction<Backlog> backlogs) {

  /** By this machine's clock, with a consumer for each partition that needs one. */
  static FairShare of(DecodeConfig config) {
    var raw = config.topics().names().raw();
    return new FairShare(
        System::nanoTime,
        partition ->
            new KafkaBacklog(
                StreamsProperties.backlog(config, partition), new TopicPartition(raw, partition)));
  }
}
