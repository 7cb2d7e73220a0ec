package io.qtrace.liveness;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition whose last stable offset stands still.
 *
 * @param offset where it stands
 * @param behind Kafka records from there on
 * @param age for how long it is known to stand there with records behind it
 */
record Standing(TopicPartition partition, long offset, long behind, Duration age) {}
