package io.qtrace.topology.silence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleClockTest {

  private static final long YOUNG_MS = 30_000;

  private long nowMs = 1_000_000_000L;
  private final IdleClock clock = new IdleClock(YOUNG_MS, nowMs);

  private void ticks(int count, long everyMs) {
    for (int i = 0; i < count; i++) {
      nowMs += everyMs;
      clock.tick(nowMs);
    }
  }

  @Test
  void runsWhileNothingComes() {
    ticks(40, 250);

    assertThat(clock.millis()).isEqualTo(10_000);
  }

  @Test
  void runsWhileRecordsAreYoung() {
    for (int i = 0; i < 40; i++) {
      clock.record(nowMs - YOUNG_MS + 500, nowMs);
      ticks(1, 250);
    }

    assertThat(clock.millis()).isEqualTo(10_000);
  }

  @Test
  void standsWhileABacklogIsWorkedOff() {
    for (int i = 0; i < 40; i++) {
      clock.record(nowMs - 3_600_000, nowMs);
      ticks(1, 250);
    }

    assertThat(clock.millis()).isZero();
  }

  @Test
  void runsASecondAfterTheLastOldRecord() {
    clock.record(nowMs - 3_600_000, nowMs);
    ticks(40, 250);

    assertThat(clock.millis()).isEqualTo(9_250);
  }

  @Test
  void countsNoMoreThanASecondWhileTheThreadIsBlocked() {
    ticks(1, 600_000);

    assertThat(clock.millis()).isEqualTo(1000);
  }

  @Test
  void doesNotRunBackwardsWithTheWallClock() {
    ticks(4, 250);
    ticks(1, -60_000);
    assertThat(clock.millis()).isEqualTo(1000);

    ticks(4, 250);
    assertThat(clock.millis()).isEqualTo(2000);
  }
}
