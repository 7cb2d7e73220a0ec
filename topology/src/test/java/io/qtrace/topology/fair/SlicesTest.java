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
    assertThat(slices.lengthNs(100 * MS)).isEqualTo(10 * MS);
  }

  @Test
  void takeHalfOfTheTimeWhileOthersCome() {
    slices.begin(0);
    ended(100, 112, false);
    slices.recordCame(110 * MS);

    assertThat(isDue(123)).isFalse();
    assertThat(isDue(124)).isTrue();
  }

  @Test
  void leaveTheThreadIdleForAsLongAsItIsBusyWithWhatComesOfThem() {
    slices.begin(0);
    ended(100, 110, false);
    slices.recordCame(110 * MS);
    cpuMs = 30;

    assertThat(isDue(120)).isFalse();
    assertThat(isDue(159)).isFalse();
    assertThat(isDue(160)).isTrue();
  }

  @Test
  void takeATenthOfAThreadThatIsNeverIdle() {
    slices.begin(0);
    ended(100, 110, false);
    slices.recordCame(110 * MS);
    cpuMs = 1000;

    assertThat(isDue(199)).isFalse();
    assertThat(isDue(200)).isTrue();
  }

  @Test
  void waitUntilWhatTheThreadWasGivenIsOver() {
    slices.begin(0);
    ended(600, 610, false);
    cpuMs = 1000;
    ThreadRecords.ofThread().otherCame();

    assertThat(slices.isQuiet(620 * MS)).isTrue();
    assertThat(isDue(620)).isFalse();
    assertThat(isDue(621)).as("none came since the last look").isTrue();
  }

  @Test
  void takeATenthWhileManyOthersWait() {
    slices.begin(0);
    ended(100, 110, true);
    slices.recordCame(110 * MS);

    assertThat(isDue(199)).isFalse();
    assertThat(isDue(200)).isTrue();
  }

  @Test
  void becomeLongerAndHaveNoPauseWhileNobodyComes() {
    slices.begin(0);
    for (long expected : new long[] {10, 20, 40, 80, 100, 100}) {
      assertThat(slices.lengthNs(600 * MS)).isEqualTo(expected * MS);
      ended(600, 610, true);
      assertThat(isDue(610)).isTrue();
    }
    slices.recordCame(610 * MS);
    assertThat(slices.lengthNs(620 * MS)).isEqualTo(10 * MS);
    assertThat(slices.isQuiet(1109 * MS)).isFalse();
    assertThat(slices.isQuiet(1110 * MS)).isTrue();
  }
}
