package io.qtrace.topology.fair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {

  private static final long MS = 1_000_000;

  /** Of a processor that the thread has had. */
  private long cpuMs;

  private final Shares shares = new Shares(0, () -> cpuMs * MS);

  private void uses(String vm, long ms, long atMs) {
    shares.seen(vm, atMs * MS);
    shares.used(vm, ms * MS, atMs * MS);
  }

  private boolean isOver(String vm, long atMs) {
    return shares.hasHadItsShare(vm, atMs * MS);
  }

  @Test
  void areOfNoConcernWhileTheTaskIsIdleHalfOfTheTime() {
    uses("quiet", 1, 10);
    uses("flood", 99, 180);

    assertThat(isOver("flood", 180)).isFalse();
    uses("flood", 1, 181);
    assertThat(isOver("flood", 181)).isTrue();
    assertThat(isOver("quiet", 181)).isFalse();
  }

  @Test
  void countInABusyThreadToo() {
    uses("quiet", 1, 10);
    uses("windows", 30, 50);
    assertThat(isOver("windows", 50)).isFalse();

    cpuMs = 101;
    assertThat(isOver("windows", 150)).isTrue();
    assertThat(isOver("quiet", 150)).isFalse();
  }

  @Test
  void areOfNoConcernInABusyThreadThatOthersKeepBusy() {
    uses("quiet", 1, 10);
    uses("normal", 19, 50);
    cpuMs = 200;

    assertThat(isOver("normal", 150)).isFalse();
  }

  @Test
  void areTheWholeForAVmThatIsAlone() {
    uses("flood", 190, 190);

    assertThat(isOver("flood", 191)).isFalse();
  }

  @Test
  void areEqual() {
    for (int i = 0; i < 10; i++) {
      uses("quiet-" + i, 1, 1);
    }
    uses("flood-0", 60, 80);
    uses("flood-1", 50, 140);

    assertThat(isOver("flood-0", 140)).isTrue();
    assertThat(isOver("flood-1", 140)).isTrue();
    assertThat(isOver("quiet-3", 140)).isFalse();
  }

  @Test
  void areNewFiveTimesASecond() {
    uses("quiet", 1, 1);
    uses("flood", 180, 190);
    assertThat(isOver("flood", 191)).isTrue();

    assertThat(isOver("flood", 200)).isFalse();
    uses("flood", 10, 210);
    assertThat(isOver("flood", 211)).isFalse();
  }

  @Test
  void doNotCountVmsThatAreLongGone() {
    uses("quiet", 1, 1);
    uses("flood", 1, 60_000);
    uses("flood", 1, 90_000);
    uses("flood", 600, 119_000);
    assertThat(isOver("flood", 119_000)).as("it was there two minutes ago").isTrue();

    uses("flood", 1, 120_000);
    uses("flood", 600, 120_900);
    assertThat(isOver("flood", 120_900)).isFalse();
  }

  @Test
  void takeNoMoreMemoryHoweverManyNamesThereAre() {
    for (int i = 0; i < 100_000; i++) {
      shares.seen("vm-" + i, 1);
    }
    uses("flood", 600, 700);

    assertThat(isOver("flood", 700)).isTrue();
  }
}
