package io.qtrace.embedded.repair;

import org.apache.kafka.common.requests.TransactionResult;

/** How an open transaction ended. */
sealed interface Ending {

  /**
   * As its coordinator recorded.
   *
   * @param epoch that the marker has
   */
  record Recorded(String transactionalId, short epoch, TransactionResult result)
      implements Ending {}

  /**
   * It has not: the coordinator will end it.
   *
   * @param transactionalId whose it is
   */
  record UnderWay(String transactionalId) implements Ending {}

  /**
   * @param reason why not, for people
   */
  record Unknown(String reason) implements Ending {}
}
