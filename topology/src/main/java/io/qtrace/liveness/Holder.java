package io.qtrace.liveness;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * Whose transaction holds a last stable offset.
 *
 * @param producer with the oldest transaction that is open on the partition
 * @param transaction what the coordinator knows of it; empty: nothing, or it may not be told
 */
record Holder(ProducerState producer, Optional<Transaction> transaction) {

  /** A transaction in the coordinator's eyes. */
  record Transaction(String transactionalId, TransactionDescription description) {}

  /** Beyond its time-out the coordinator should have ended it: it looks every ten seconds. */
  private static final Duration CHECK = Duration.ofMinutes(1);

  /** Whether it is but a long transaction, which its producer or the coordinator will end. */
  boolean mayEnd(long nowMs) {
    return transaction.isPresent()
        && transaction.get().description().state() == TransactionState.ONGOING
        && transaction.get().description().transactionStartTimeMs().orElse(0)
                + transaction.get().description().transactionTimeoutMs()
                + CHECK.toMillis()
            > nowMs;
  }

  @Override
  public String toString() {
    return "producer id %d, epoch %d, start offset %d, %s"
        .formatted(
            producer.producerId(),
            producer.producerEpoch(),
            producer.currentTransactionStartOffset().orElse(-1),
            transaction
                .map(
                    t ->
                        "transactional id %s, coordinator state %s"
                            .formatted(t.transactionalId(), t.description().state()))
                .orElse("coordinator state not known (to the coordinator, or to this user)"));
  }
}
