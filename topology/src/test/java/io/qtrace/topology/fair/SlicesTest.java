package io.qtrace.topology.fair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlicesTest {

  private static final long MS = 1_000_000;

  private final Slices slices = new Slices();

  @Test
  void giveOthersAHeadStart() {
    slices.begin(0);

    assertThat(slices.isDue(99 * MS)).isFalse();
    assertThat(slices.isDue(100 * MS)).isTrue();
    assertThat(slices.lengthNs()).isEqualTo(10 * MS);
  }

  @Test
  void takeHalfOfTheTimeWhileOthersCome() {
    slices.begin(0);
    slices.ended(100 * MS, 112 * MS, false);
    slices.recordCame();

    assertThat(slices.isDue(123 * MS)).isFalse();
    assertThat(slices.isDue(124 * MS)).isTrue();
  }

  @Test
  void takeATenthWhileManyOthersWait() {
    slices.begin(0);
    slices.ended(100 * MS, 110 * MS, true);
    slices.recordCame();

    assertThat(slices.isDue(199 * MS)).isFalse();
    assertThat(slices.isDue(200 * MS)).isTrue();
  }

  @Test
  void becomeLongerAndHaveNoPauseWhileNobodyComes() {
    slices.begin(0);
    for (long expected : new long[] {10, 10, 20, 40, 80, 100, 100}) {
      assertThat(slices.lengthNs()).isEqualTo(expected * MS);
      slices.ended(100 * MS, 110 * MS, true);
      assertThat(slices.isDue(110 * MS)).isTrue();
      assertThat(slices.isQuiet()).isTrue();
    }
    slices.recordCame();
    assertThat(slices.lengthNs()).isEqualTo(10 * MS);
    assertThat(slices.isQuiet()).isFalse();
  }
}
