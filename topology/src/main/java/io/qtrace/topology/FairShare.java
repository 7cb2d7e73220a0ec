package io.qtrace.topology;

import io.qtrace.topology.fair.Backlog;
import io.qtrace.topology.fair.KafkaBacklog;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What tasks need to give every VM its share of their time.
 *
 * @param nanoTime a clock that only goes forward
 * @param cpuTime nanoseconds of a processor that the calling thread has had; 0 where that is not
 *     known
 * @param backlogs makes a reader of a partition of the raw topic
 */
record FairShare(LongSupplier nanoTime, LongSupplier cpuTime, IntFunction<Backlog> backlogs) {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** By this machine's clock, with a consumer for each partition that needs one. */
  static FairShare of(DecodeConfig config) {
    var raw = config.topics().names().raw();
    return new FairShare(
        System::nanoTime,
        FairShare::cpuTimeOfThread,
        partition ->
            new KafkaBacklog(
                StreamsProperties.backlog(config, partition), new TopicPartition(raw, partition)));
  }

  private static long cpuTimeOfThread() {
    return Math.max(0, THREADS.getCurrentThreadCpuTime()); // -1 where it is not measured
  }
}
