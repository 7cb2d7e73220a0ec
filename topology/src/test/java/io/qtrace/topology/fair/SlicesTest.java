package io.qtrace.topology.fair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlicesTest {

  private static final long MS = 1_000_000;

  private final Slices slices = new Slices();

  /** Of a processor that the thread has had. */
  private long cpuMs;

  private boolean isDue(long atMs) {
    return slices.isDue(atMs * MS, cpuMs * MS);
  }

  private void ended(long beganMs, long atMs, boolean isBehind) {
    slices.ended(beganMs * MS, cpuMs * MS, atMs * MS, isBehind);
  }

  @Test
  void giveOthersAHeadStart() {
    slices.begin(0);

    assertThat(isDue(99)).isFalse();
    assertThat(isDue(100)).isTrue();
    assertThat(slices.lengthNs()).isEqualTo(10 * MS);
  }

  @Test
  void takeHalfOfTheTimeWhileOthersCome() {
    slices.begin(0);
    ended(100, 112, false);
    slices.recordCame();

    assertThat(isDue(123)).isFalse();
    assertThat(isDue(124)).isTrue();
  }

  @Test
  void leaveTheThreadIdleForAsLongAsItIsBusyWithWhatComesOfThem() {
    slices.begin(0);
    ended(100, 110, false);
    slices.recordCame();
    cpuMs = 30;

    assertThat(isDue(120)).isFalse();
    assertThat(isDue(159)).isFalse();
    assertThat(isDue(160)).isTrue();
  }

  @Test
  void takeATenthOfAThreadThatIsNeverIdle() {
    slices.begin(0);
    ended(100, 110, false);
    slices.recordCame();
    cpuMs = 1000;

    assertThat(isDue(199)).isFalse();
    assertThat(isDue(200)).isTrue();
  }

  @Test
  void waitUntilWhatTheThreadWasGivenIsOver() {
    slices.begin(0);
    ended(100, 110, false);
    cpuMs = 1000;
    ThreadRecords.ofThread().otherCame();

    assertThat(isDue(120)).isFalse();
    assertThat(isDue(121)).as("not asked for records since").isFalse();
    assertThat(isDue(122)).as("none came since two looks").isTrue();
    assertThat(slices.isQuiet()).isTrue();
  }

  @Test
  void leaveRoomForWhatComesOfASliceOnlyLater() {
    slices.begin(0);
    for (long atMs = 0; atMs < 2000; atMs += 100) { // 10 ms each, and 30 ms of what comes of them
      ended(atMs, atMs + 10, false);
      cpuMs += 40;
    }
    cpuMs -= 30; // nothing has come of the last one yet
    slices.recordCame();

    assertThat(isDue(1979)).as("as long after its begin as before").isFalse();
    assertThat(isDue(1980)).isTrue();
  }

  @Test
  void takeATenthWhileManyOthersWait() {
    slices.begin(0);
    ended(100, 110, true);
    slices.recordCame();

    assertThat(isDue(199)).isFalse();
    assertThat(isDue(200)).isTrue();
  }

  @Test
  void becomeLongerAndHaveNoPauseWhileNobodyComes() {
    slices.begin(0);
    ended(100, 110, true);
    assertThat(isDue(110)).as("not asked for records since").isFalse();
    assertThat(isDue(110)).isTrue();
    for (long expected : new long[] {10, 20, 40, 80, 100, 100}) {
      assertThat(slices.lengthNs()).isEqualTo(expected * MS);
      ended(100, 110, true);
      assertThat(isDue(110)).isTrue();
      assertThat(slices.isQuiet()).isTrue();
    }
    slices.recordCame();
    assertThat(isDue(110)).isFalse();
    assertThat(slices.lengthNs()).isEqualTo(10 * MS);
    assertThat(slices.isQuiet()).isFalse();
  }
}
