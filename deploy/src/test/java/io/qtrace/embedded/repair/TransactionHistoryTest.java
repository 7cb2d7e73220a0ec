package io.qtrace.embedded.repair;

import static org.apache.kafka.coordinator.transaction.TransactionState.COMPLETE_ABORT;
import static org.apache.kafka.coordinator.transaction.TransactionState.COMPLETE_COMMIT;
import static org.apache.kafka.coordinator.transaction.TransactionState.EMPTY;
import static org.apache.kafka.coordinator.transaction.TransactionState.ONGOING;
import static org.apache.kafka.coordinator.transaction.TransactionState.PREPARE_ABORT;
import static org.apache.kafka.coordinator.transaction.TransactionState.PREPARE_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

final class TransactionHistoryTest {

  private static final TopicPartition HERE = new TopicPartition("t", 0);
  private static final TopicPartition THERE = new TopicPartition("t", 1);
  private static final Set<TopicPartition> BOTH = Set.of(HERE, THERE);
  private static final Set<TopicPartition> NONE = Set.of();

  private final TransactionHistory history = new TransactionHistory();

  @Test
  void endsAsThePrepareRecordOfItsEpochSays() {
    commit(5);
    abort(6);
    commit(7);

    assertThat(history.endingOf(open(5))).isEqualTo(recorded(6, TransactionResult.COMMIT));
    assertThat(history.endingOf(open(6))).isEqualTo(recorded(7, TransactionResult.ABORT));
  }

  @Test
  void doesNotTakeTheDecisionOfAnEpochThatWroteElsewhere() {
    add(5, ONGOING, Set.of(THERE));
    add(6, PREPARE_COMMIT, Set.of(THERE));
    add(6, COMPLETE_COMMIT, NONE);

    assertThat(history.endingOf(open(5)))
        .isEqualTo(
            new Ending.Unknown("how it ended is not in __transaction_state any more (epoch 5)"));
  }

  @Test
  void knowsADecisionWhoseEarlierRecordsAreCompacted() {
    add(6, PREPARE_ABORT, BOTH);
    add(6, COMPLETE_ABORT, NONE);

    assertThat(history.endingOf(open(5))).isEqualTo(recorded(6, TransactionResult.ABORT));
  }

  @Test
  void knowsOneThatWasFencedByItsPredecessorInTheLog() {
    add(5, ONGOING, BOTH);
    add(7, PREPARE_ABORT, BOTH); // once for the fence, once for the end
    add(7, COMPLETE_ABORT, NONE);

    assertThat(history.endingOf(open(5))).isEqualTo(recorded(7, TransactionResult.ABORT));
  }

  @Test
  void leavesToTheCoordinatorWhatItWillEnd() {
    add(5, ONGOING, BOTH);
    assertThat(history.endingOf(open(5))).isEqualTo(new Ending.UnderWay("id"));

    add(6, PREPARE_COMMIT, BOTH);
    assertThat(history.endingOf(open(5))).isEqualTo(new Ending.UnderWay("id"));
  }

  @Test
  void doesNotTakeALaterTransactionOfTheProducerForIt() {
    commit(5);
    add(6, ONGOING, BOTH);

    assertThat(history.endingOf(open(5))).isEqualTo(recorded(6, TransactionResult.COMMIT));
  }

  @Test
  void endsSeveralAtOnceIfAllEndedAlike() {
    commit(5);
    commit(6);

    assertThat(history.endingOf(open(5, 6))).isEqualTo(recorded(7, TransactionResult.COMMIT));
  }

  @Test
  void endsNoneOfSeveralThatEndedDifferently() {
    commit(5);
    abort(6);

    assertThat(history.endingOf(open(5, 6)))
        .isEqualTo(
            new Ending.Unknown(
                "one of the transactions that it had there was committed and another aborted, and one marker would end them all"));
  }

  @Test
  void doesNotCommitWhatIsNotDecidedWithWhatWas() {
    commit(5);
    add(6, ONGOING, BOTH);

    assertThat(history.endingOf(open(5, 6)))
        .isEqualTo(
            new Ending.Unknown(
                "its latest transaction there is not decided yet, and one marker would end the earlier ones, too"));
  }

  @Test
  void takesTheLatestDecisionOfAnEpochWithTheFirstVersionOfTransactions() {
    for (var state : List.of(PREPARE_ABORT, COMPLETE_ABORT, PREPARE_COMMIT, COMPLETE_COMMIT)) {
      history.add(new TransactionHistory.Entry("id", 17, (short) 5, state, BOTH, 0));
    }

    assertThat(history.endingOf(open(5))).isEqualTo(recorded(5, TransactionResult.COMMIT));
  }

  @Test
  void knowsNothingOfAProducerWithoutRecords() {
    add(0, EMPTY, NONE);

    assertThat(history.endingOf(open(0)))
        .isEqualTo(
            new Ending.Unknown("how it ended is not in __transaction_state any more (epoch 0)"));
  }

  private void commit(int epoch) {
    add(epoch, ONGOING, BOTH);
    add(epoch + 1, PREPARE_COMMIT, BOTH);
    add(epoch + 1, COMPLETE_COMMIT, NONE);
  }

  private void abort(int epoch) {
    add(epoch, ONGOING, BOTH);
    add(epoch + 1, PREPARE_ABORT, BOTH);
    add(epoch + 1, COMPLETE_ABORT, NONE);
  }

  private void add(int epoch, TransactionState state, Set<TopicPartition> partitions) {
    history.add(new TransactionHistory.Entry("id", 17, (short) epoch, state, partitions, 2));
  }

  private static Ending recorded(int epoch, TransactionResult result) {
    return new Ending.Recorded("id", (short) epoch, result);
  }

  private static OpenTransaction open(int... epochs) {
    var written = new TreeSet<Short>();
    for (int epoch : epochs) {
      written.add((short) epoch);
    }
    return new OpenTransaction(HERE, 17, written.last(), 0, 4711, written);
  }
}
