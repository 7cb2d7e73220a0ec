package io.qtrace.cli.stage.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.topology.DecodeApplication.State;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HealthTest {

  private static final String LINE = "qtrace-raw-1: last stable offset 42 for 150 s";

  @Test
  void isRunningWhileNothingIsStuck() {
    assertThat(Health.text(State.RUNNING, "", List.of())).isEqualTo("running\n");
  }

  @Test
  void isDegradedBehindATransactionThatDoesNotEnd() {
    assertThat(Health.text(State.RUNNING, "", List.of(LINE)))
        .isEqualTo(
            "degraded: running, but 1 partition is stuck behind a transaction that does not end; docs/runbooks.md#qtracetransactionstuck says what to do\n"
                + "stuck: "
                + LINE
                + "\n");
    assertThat(Health.text(State.RUNNING, "", List.of(LINE, LINE)))
        .startsWith("degraded: running, but 2 partitions are stuck behind");
  }

  @Test
  void saysWhatIsStuckWhereTheStageDoesNotComeUp() {
    assertThat(Health.text(State.STARTING, "", List.of(LINE)))
        .isEqualTo(
            "starting: waiting for Kafka, the registry, or partitions and their state\nstuck: "
                + LINE
                + "\n");
  }
}
