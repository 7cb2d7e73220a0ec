package io.qtrace.embedded.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.coordinator.transaction.TransactionState;

/** What the coordinators have written down, as far as compaction has left it. */
final class TransactionHistory {

  /**
   * One record of a coordinator.
   *
   * @param epoch of the producer; with version 2 of transactions that of a PREPARE record is one
   *     more than what the producer wrote with
   * @param version of transactions: 2 is what Kafka 4 has by default
   */
  record Entry(
      String transactionalId,
      long producerId,
      short epoch,
      TransactionState state,
      Set<TopicPartition> partitions,
      int version) {

    boolean isDecision() {
      return state == TransactionState.PREPARE_COMMIT || state == TransactionState.PREPARE_ABORT;
    }

    TransactionResult result() {
      return state == TransactionState.PREPARE_COMMIT
          ? TransactionResult.COMMIT
          : TransactionResult.ABORT;
    }
  }

  /**
   * A decision about what a producer wrote.
   *
   * @param wroteWith its epoch then
   */
  private record Decision(Entry entry, short wroteWith) {}

  private final Map<Long, List<Decision>> byProducer = new HashMap<>();
  private final Map<String, Entry> latest = new HashMap<>();

  /** In the order in which the coordinator wrote them. */
  void add(Entry entry) {
    var before = latest.put(entry.transactionalId(), entry);
    if (entry.isDecision()) {
      byProducer
          .computeIfAbsent(entry.producerId(), id -> new ArrayList<>())
          .add(new Decision(entry, wroteWith(entry, Optional.ofNullable(before))));
    }
  }

  private static short wroteWith(Entry decision, Optional<Entry> before) {
    return before
        .filter(e -> e.state() == TransactionState.ONGOING)
        .filter(e -> e.producerId() == decision.producerId())
        .map(Entry::epoch)
        .orElse((short) (decision.epoch() - (decision.version() >= 2 ? 1 : 0)));
  }

  Ending endingOf(OpenTransaction open) {
    var decisions = new ArrayList<Entry>();
    for (short epoch : open.epochs()) {
      var ongoing = ongoing(open, epoch);
      if (ongoing.isPresent()) {
        return open.epochs().size() == 1
            ? new Ending.UnderWay(ongoing.get().transactionalId())
            : new Ending.Unknown(
                "its latest transaction there is not decided yet, and one marker would end the earlier ones, too");
      }
      var decision = decision(open, epoch);
      if (decision.isEmpty()) {
        return new Ending.Unknown(
            "how it ended is not in __transaction_state any more (epoch %d)".formatted(epoch));
      }
      decisions.add(decision.get());
    }
    return decisions.isEmpty()
        ? new Ending.Unknown("what it wrote there is not in the log any more")
        : endingOf(decisions);
  }

  private Ending endingOf(List<Entry> decisions) {
    var last = decisions.get(decisions.size() - 1);
    if (decisions.stream().anyMatch(decision -> decision.result() != last.result())) {
      return new Ending.Unknown(
          "one of the transactions that it had there was committed and another aborted, and one marker would end them all");
    }
    return last.equals(latest.get(last.transactionalId()))
        ? new Ending.UnderWay(last.transactionalId())
        : new Ending.Recorded(last.transactionalId(), last.epoch(), last.result());
  }

  /** What its coordinator has not decided, but will: at the latest when it times out. */
  private Optional<Entry> ongoing(OpenTransaction open, short epoch) {
    return latest.values().stream()
        .filter(entry -> entry.state() == TransactionState.ONGOING)
        .filter(entry -> entry.producerId() == open.producerId() && entry.epoch() == epoch)
        .filter(entry -> entry.partitions().contains(open.partition()))
        .findFirst();
  }

  /** The latest: with version 1 a producer's transactions have one epoch, and all but it ended. */
  private Optional<Entry> decision(OpenTransaction open, short epoch) {
    return byProducer.getOrDefault(open.producerId(), List.of()).stream()
        .filter(decision -> decision.wroteWith() == epoch)
        .map(Decision::entry)
        .filter(entry -> entry.partitions().contains(open.partition()))
        .reduce((earlier, later) -> later);
  }
}
