package io.qtrace.embedded.repair;

import java.util.SortedSet;
import org.apache.kafka.common.TopicPartition;

/**
 * What a partition takes for a transaction that has not ended.
 *
 * @param epoch of the producer, at its last write there
 * @param coordinatorEpoch of its last marker there; 0 if there was none
 * @param startOffset readers of committed records get to here
 * @param epochs that the producer wrote with since then. With version 2 of transactions each has
 *     its own, so more than one are several transactions whose markers are missing
 */
record OpenTransaction(
    TopicPartition partition,
    long producerId,
    short epoch,
    int coordinatorEpoch,
    long startOffset,
    SortedSet<Short> epochs) {

  @Override
  public String toString() {
    return "%s: producer id %d, open from offset %d".formatted(partition, producerId, startOffset);
  }
}
