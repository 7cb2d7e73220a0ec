package io.qtrace.liveness;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/** Asks leaders and coordinators whose transactions hold partitions. */
final class Holders {

  private final Admin kafka;
  private final int timeoutMs;

  Holders(Admin kafka, int timeoutMs) {
    this.kafka = kafka;
    this.timeoutMs = timeoutMs;
  }

  Map<TopicPartition, Answer> of(Collection<TopicPartition> partitions)
      throws InterruptedException {
    var asked =
        kafka.describeProducers(partitions, new DescribeProducersOptions().timeoutMs(timeoutMs));
    var oldest = new HashMap<TopicPartition, ProducerState>();
    var answers = new HashMap<TopicPartition, Answer>();
    for (var partition : partitions) {
      try {
        asked.partitionResult(partition).get().activeProducers().stream()
            .filter(producer -> producer.currentTransactionStartOffset().isPresent())
            .min(Comparator.comparingLong(p -> p.currentTransactionStartOffset().getAsLong()))
            .ifPresentOrElse(
                producer -> oldest.put(partition, producer),
                () -> answers.put(partition, new Answer.Nobody()));
      } catch (ExecutionException e) {
        answers.put(partition, new Answer.Unknown(whyNot(partition, e.getCause())));
      }
    }
    var transactions = transactions(oldest.values());
    oldest.forEach(
        (partition, producer) -> {
          var transaction = Optional.ofNullable(transactions.get(producer.producerId()));
          answers.put(partition, new Answer.Held(new Holder(producer, transaction)));
        });
    return answers;
  }

  private static String whyNot(TopicPartition partition, @Nullable Throwable cause) {
    return cause instanceof AuthorizationException
        ? "whose transaction it is takes Read on topic %s to know".formatted(partition.topic())
        : "its leader does not say whose transaction it is (%s)"
            .formatted(cause == null ? "no reason" : cause.getClass().getSimpleName());
  }

  /** By producer id; without those that are not known, or not for this user. */
  private Map<Long, Holder.Transaction> transactions(Collection<ProducerState> producers)
      throws InterruptedException {
    var transactions = new HashMap<Long, Holder.Transaction>();
    if (producers.isEmpty()) {
      return transactions;
    }
    var ids = producers.stream().map(ProducerState::producerId).collect(Collectors.toSet());
    try {
      var listed =
          kafka
              .listTransactions(
                  new ListTransactionsOptions().filterProducerIds(ids).timeoutMs(timeoutMs))
              .all()
              .get();
      var names = listed.stream().map(TransactionListing::transactionalId).distinct().toList();
      var described =
          kafka.describeTransactions(names, new DescribeTransactionsOptions().timeoutMs(timeoutMs));
      for (var name : names) {
        var description = described.description(name).get();
        transactions.put(description.producerId(), new Holder.Transaction(name, description));
      }
    } catch (ExecutionException e) {
      return transactions; // those found so far; the next look asks again
    }
    return transactions;
  }
}
