package io.qtrace.embedded.repair;

import static org.apache.kafka.common.internals.Topic.TRANSACTION_STATE_TOPIC_NAME;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Asks a broker for transactions that are open in a partition and that no coordinator is about to
 * end.
 *
 * @param logs the broker's directory
 */
record OpenTransactions(Admin admin, Path logs) {

  private static final Set<TransactionState> UNDER_WAY =
      EnumSet.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE);

  /** By partition. A coordinator that ends one at this very moment may have it in here. */
  List<OpenTransaction> find() throws ExecutionException, InterruptedException, IOException {
    var open = open();
    if (open.isEmpty()) {
      return open;
    }
    var known =
        underWay(open.stream().map(OpenTransaction::producerId).collect(Collectors.toSet()));
    return open.stream().filter(one -> !isExpectedToEnd(one, known)).toList();
  }

  private List<OpenTransaction> open()
      throws ExecutionException, InterruptedException, IOException {
    var open = new ArrayList<OpenTransaction>();
    var producers = admin.describeProducers(partitions()).all().get();
    for (var one : producers.entrySet()) {
      for (var producer : one.getValue().activeProducers()) {
        var start = producer.currentTransactionStartOffset();
        if (start.isPresent()) {
          open.add(transaction(one.getKey(), producer, start.getAsLong()));
        }
      }
    }
    open.sort(Comparator.comparing(OpenTransaction::toString));
    return open;
  }

  private OpenTransaction transaction(TopicPartition partition, ProducerState producer, long start)
      throws IOException {
    var epochs = WrittenEpochs.since(logs, partition, start, producer.producerId());
    return new OpenTransaction(
        partition,
        producer.producerId(),
        (short) producer.producerEpoch(),
        Math.max(0, producer.coordinatorEpoch().orElse(0)),
        start,
        epochs);
  }

  private List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    return admin.describeTopics(names).allTopicNames().get().values().stream()
        .filter(topic -> !topic.name().equals(TRANSACTION_STATE_TOPIC_NAME))
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .filter(OpenTransactions::isLed)
                    .map(p -> new TopicPartition(topic.name(), p.partition())))
        .toList();
  }

  /** Of another partition nobody can tell, nor read anything there. */
  private static boolean isLed(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  private Map<Long, TransactionDescription> underWay(Set<Long> producers)
      throws ExecutionException, InterruptedException {
    var ids =
        admin.listTransactions().all().get().stream()
            .filter(t -> producers.contains(t.producerId()) && UNDER_WAY.contains(t.state()))
            .map(TransactionListing::transactionalId)
            .toList();
    return admin.describeTransactions(ids).all().get().values().stream()
        .collect(Collectors.toMap(TransactionDescription::producerId, t -> t, (a, b) -> a));
  }

  /** Several epochs: earlier markers are missing, whatever becomes of the latest. */
  private static boolean isExpectedToEnd(
      OpenTransaction open, Map<Long, TransactionDescription> known) {
    return open.epochs().size() <= 1
        && Optional.ofNullable(known.get(open.producerId()))
            .filter(t -> UNDER_WAY.contains(t.state()))
            .filter(t -> t.topicPartitions().contains(open.partition()))
            .filter(t -> t.producerEpoch() - open.epoch() <= 1)
            .isPresent();
  }
}
