package io.qtrace.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class StuckTest {

  private static final long BEGAN_MS = 1_000_000;
  private static final long TIMEOUT_MS = 15 * 60_000;
  private static final ProducerState PRODUCER =
      new ProducerState(3, 5, 0, BEGAN_MS, OptionalInt.of(1), OptionalLong.of(42));

  private static Answer held(TransactionState state) {
    var description =
        new TransactionDescription(1, state, 3, 5, TIMEOUT_MS, OptionalLong.of(BEGAN_MS), Set.of());
    return new Answer.Held(
        new Holder(PRODUCER, Optional.of(new Holder.Transaction("app-1", description))));
  }

  @Test
  void letsALongTransactionRunUntilItsTimeOutIsOver() {
    var ongoing = held(TransactionState.ONGOING);
    assertThat(ongoing.mayPass(BEGAN_MS + TIMEOUT_MS)).isTrue();
    assertThat(ongoing.mayPass(BEGAN_MS + TIMEOUT_MS + 60_001)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "ONGOING")
  void expectsNothingOfATransactionThatTheCoordinatorHasEnded(TransactionState state) {
    assertThat(held(state).mayPass(BEGAN_MS)).isFalse();
  }

  @Test
  void expectsNothingOfATransactionThatNobodyKnows() {
    assertThat(new Answer.Held(new Holder(PRODUCER, Optional.empty())).mayPass(BEGAN_MS)).isFalse();
    assertThat(new Answer.Unknown("why").mayPass(BEGAN_MS)).isFalse();
    assertThat(new Answer.Nobody().mayPass(BEGAN_MS)).isTrue();
  }

  @Test
  void saysWhereWhoseAndWhatTheCoordinatorHolds() {
    var standing =
        new Standing(new TopicPartition("qtrace-raw", 1), 42, 1234, Duration.ofSeconds(150));
    assertThat(new Stuck(standing, held(TransactionState.COMPLETE_COMMIT).toString()).toString())
        .isEqualTo(
            "qtrace-raw-1: last stable offset 42 for 150 s, 1,234 records behind;"
                + " producer id 3, epoch 5, start offset 42, transactional id app-1,"
                + " coordinator state CompleteCommit");
    assertThat(new Stuck(standing, new Holder(PRODUCER, Optional.empty()).toString()).toString())
        .endsWith(
            "producer id 3, epoch 5, start offset 42,"
                + " coordinator state not known (to the coordinator, or to this user)");
  }
}
