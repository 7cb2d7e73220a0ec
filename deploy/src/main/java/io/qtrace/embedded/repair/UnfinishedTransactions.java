package io.qtrace.embedded.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts the transactions that producers of the last run have left without a decision. Their
 * coordinator would do so when they time out, and until then whoever reads to the end waits.
 */
public final class UnfinishedTransactions {

  private static final Logger log = LoggerFactory.getLogger(UnfinishedTransactions.class);

  private static final String UUID = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  private UnfinishedTransactions() {}

  /**
   * Returns when those that wrote to one of the topics have ended.
   *
   * @param topics to which nobody who is alive writes in transactions
   * @throws ExecutionException if the broker does not list or end them; they time out
   */
  public static void endIn(Set<String> topics, String bootstrap)
      throws ExecutionException, InterruptedException {
    try (var admin = RepairAdmin.of(bootstrap, "qtrace-unfinished")) {
      var dead = new ArrayList<String>();
      for (var one : admin.describeTransactions(unfinished(admin)).all().get().entrySet()) {
        if (one.getValue().topicPartitions().stream().anyMatch(p -> topics.contains(p.topic()))) {
          dead.add(one.getKey());
        }
      }
      end(dead, admin);
    }
  }

  /**
   * Returns when those of an application of Kafka Streams have ended, and nobody else's. An
   * instance that is alive begins its own again.
   *
   * @throws ExecutionException if the broker does not list or end them; they time out
   */
  public static void endOf(String applicationId, Admin admin)
      throws ExecutionException, InterruptedException {
    var ids = unfinished(admin);
    // As Kafka Streams makes them: application, process, thread. Others' ids may begin likewise.
    var ofStreams = Pattern.compile(Pattern.quote(applicationId) + "-" + UUID + "-\\d+");
    ids.removeIf(id -> !ofStreams.matcher(id).matches());
    end(ids, admin);
  }

  private static List<String> unfinished(Admin admin)
      throws ExecutionException, InterruptedException {
    var open = new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
    var ids = new ArrayList<String>();
    admin.listTransactions(open).all().get().forEach(one -> ids.add(one.transactionalId()));
    return ids;
  }

  private static void end(List<String> dead, Admin admin)
      throws ExecutionException, InterruptedException {
    if (!dead.isEmpty()) {
      admin.fenceProducers(dead).all().get();
      log.info("transactions of the last run were aborted: {}", dead);
    }
  }
}
