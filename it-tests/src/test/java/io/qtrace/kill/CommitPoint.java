package io.qtrace.kill;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;

/** Waits for the moment in which a coordinator has decided and writes its markers. */
final class CommitPoint {

  private static final Set<TransactionState> DECIDED =
      EnumSet.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

  private static final Set<TransactionState> ANY =
      EnumSet.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT);

  /** Markers of a small transaction take a millisecond: some are missed. */
  private static final long PATIENCE_NS = 4_000_000_000L;

  private static final long LONGEST_NS = 60_000_000_000L;

  private CommitPoint() {}

  /**
   * Returns the state it was met in: a decided one, or an open one if none of the former is met for
   * a while.
   */
  static TransactionState await(Admin admin, Predicate<String> transactionalId)
      throws ExecutionException, InterruptedException {
    long began = 0;
    long deadline = System.nanoTime() + LONGEST_NS;
    while (System.nanoTime() < deadline) {
      var wanted = began != 0 && System.nanoTime() - began > PATIENCE_NS ? ANY : DECIDED;
      var options = new ListTransactionsOptions().filterStates(ANY);
      for (var transaction : admin.listTransactions(options).all().get()) {
        if (transactionalId.test(transaction.transactionalId())) {
          if (wanted.contains(transaction.state())) {
            return transaction.state();
          }
          began = began == 0 ? System.nanoTime() : began;
        }
      }
    }
    throw new AssertionError("no transaction to kill at");
  }
}
