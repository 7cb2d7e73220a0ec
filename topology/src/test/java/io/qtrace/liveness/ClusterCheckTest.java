package io.qtrace.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterCheckTest {

  /** Levels as in Kafka's MetadataVersion. */
  @ParameterizedTest
  @CsvSource({
    "27, false, 4.1-IV1",
    "29, false, 4.2-IV1",
    "30, true, 4.3-IV0",
    "31, true, 4.4-IV0",
    "33, true, 4.4-IV2",
    "34, false, 4.5-IV0"
  })
  void knowsTheReleasesThatLeaveTransactionsOpen(short level, boolean faulty, String name) {
    assertThat(ClusterCheck.isFaulty(level)).as(name).isEqualTo(faulty);
  }
}
