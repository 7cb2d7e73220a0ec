package io.qtrace.topology.fair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND_NS = 1_000_000_000L;

  private static boolean isLate(Pace pace, long ageMs, long atSeconds) {
    pace.record(ageMs, atSeconds * SECOND_NS);
    return pace.isLate();
  }

  @Test
  void countsFromTheLeastLateRecordWhateverClocksShow() {
    for (long skewMs : new long[] {0, 86_400_000, -172_800_000}) {
      var pace = new Pace();
      assertThat(isLate(pace, skewMs, 100)).isFalse();
      assertThat(isLate(pace, skewMs + 200, 101)).isFalse();
      assertThat(isLate(pace, skewMs + 201, 102)).isTrue();
      assertThat(isLate(pace, skewMs - 1, 103)).isFalse();
      assertThat(isLate(pace, skewMs + 3, 200)).as("a clock that was set").isFalse();
    }
  }
}
