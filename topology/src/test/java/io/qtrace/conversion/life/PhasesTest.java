package io.qtrace.conversion.life;

import static io.qtrace.conversion.fact.Cause.EXPLICIT;
import static io.qtrace.conversion.fact.Cause.IMPLICIT;
import static io.qtrace.conversion.fact.Cause.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhasesTest {

  private static final long SECOND_NS = 1_000_000_000L;

  private final Phases phases = new Phases();

  private void converts(long second, Cause cause) {
    var event =
        new MemoryEvent.Changed(
            second * SECOND_NS, 0, 0, 4096, MemoryState.PRIVATE, MemoryState.SHARED, -1);
    var asked = new Attributed.Asked(0, cause);
    phases.converted(new Attributed(event, Rule.MAP, null, List.of(), asked, -1, -1, false, false));
  }

  private String before(long second) {
    return phases.at(second * SECOND_NS, true);
  }

  @Test
  void beginWithFirmware() {
    converts(1, IMPLICIT);
    assertThat(before(1)).isEmpty();
    assertThat(before(2)).isEqualTo("firmware");
  }

  @Test
  void goOnWithTheFirstExplicitRequest() {
    converts(1, IMPLICIT);
    converts(5, EXPLICIT);
    assertThat(before(5)).isEqualTo("firmware");
    assertThat(before(6)).isEqualTo("kernel");
  }

  /** However busy the guest is afterwards. */
  @Test
  void endWithTheFirstPause() {
    converts(1, EXPLICIT);
    converts(10, EXPLICIT);
    assertThat(before(19)).isEqualTo("kernel");
    assertThat(before(20)).isEqualTo("running");
    converts(40, EXPLICIT);
    assertThat(before(20)).isEqualTo("kernel");
    assertThat(before(21)).isEqualTo("running");
    assertThat(before(41)).isEqualTo("running");
  }

  /** Firmware may wait for a user. */
  @Test
  void doNotEndWhereOnlyFirmwareIsQuiet() {
    converts(1, IMPLICIT);
    converts(100, IMPLICIT);
    assertThat(before(101)).isEqualTo("firmware");
  }

  @Test
  void areNotKnownWithoutCauses() {
    converts(1, UNKNOWN);
    assertThat(before(2)).isEmpty();
  }

  @Test
  void areNotKnownWhereTheTraceBeginsLateUntilThereIsAPause() {
    converts(1, EXPLICIT);
    assertThat(phases.at(2 * SECOND_NS, false)).isEmpty();
    assertThat(phases.at(12 * SECOND_NS, false)).isEqualTo("running");
  }

  /** As where a stage before this one has looked until now. */
  @Test
  void areNotKnownWhereNobodyLookedUntilTheNextLife() {
    phases.beganUnseen();
    converts(1, IMPLICIT);
    assertThat(before(2)).isEmpty();
    phases.beginAnew(true);
    converts(3, IMPLICIT);
    assertThat(before(4)).isEqualTo("firmware");
  }

  @Test
  void beginAnewWithTheNextLife() {
    converts(1, EXPLICIT);
    converts(2, EXPLICIT);
    phases.beginAnew(true);
    converts(31, IMPLICIT);
    assertThat(before(30)).isEqualTo("kernel");
    assertThat(before(40)).isEqualTo("firmware");
  }
}
