package io.qtrace.fleet.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RingTest {

  private static final long LENGTH_MS = 10_000;

  @Test
  void keepsFifteenMinutesOfTenSeconds() {
    var ring = new Ring(LENGTH_MS, 1);
    for (int i = 0; i < 1000; i++) {
      ring.add(new Window(i * LENGTH_MS, new long[] {i}));
    }
    assertThat(ring.size()).isEqualTo(91);
    assertThat(ring.windows()).extracting(window -> window.values()[0]).startsWith(909L);
    assertThat(ring.windows().get(0).startMs()).isEqualTo(909 * LENGTH_MS);
  }

  @Test
  void keepsThreeHoursOfMinutes() {
    assertThat(Ring.keepMs(60_000)).isEqualTo(3 * 3_600_000);
    assertThat(Ring.keepMs(59_999)).isEqualTo(15 * 60_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 4095, 4096, 8192, 4097, 1L << 40, (1L << 62) - 1})
  void keepsEveryCountAndSize(long value) {
    var ring = new Ring(LENGTH_MS, 2);
    ring.add(new Window(1_796_000_000_000L, new long[] {value, 1}));
    assertThat(ring.windows().get(0).values()).containsExactly(value, 1);
    assertThat(ring.windows().get(0).startMs()).isEqualTo(1_796_000_000_000L);
  }

  @Test
  void aWindowOfARamBlockTakesSomeFifteenBytes() {
    var ring = new Ring(LENGTH_MS, 8);
    for (int i = 0; i < 90; i++) {
      ring.add(new Window(i * LENGTH_MS, new long[] {900, 450, 450, 300L << 20, 12, 9, 1, 1}));
    }
    assertThat(ring.bytes()).isLessThan(90 * 24);
  }

  /** Whatever comes in whatever order: the same as a sorted map that forgets what is too old. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isAMapThatForgets(long seed) {
    var random = new Random(seed);
    var ring = new Ring(LENGTH_MS, 3);
    var expected = new TreeMap<Long, List<Long>>();
    for (int i = 0; i < 2000; i++) {
      long start = LENGTH_MS * (i / 2 + random.nextInt(random.nextInt(9) == 0 ? 200 : 4));
      var values = new long[] {random.nextInt(200), random.nextLong() >>> 2, 4096L * i};
      ring.add(new Window(start, values));
      if (expected.isEmpty() || start >= expected.lastKey() - Ring.keepMs(LENGTH_MS)) {
        expected.put(start, List.of(values[0], values[1], values[2]));
      }
      expected.headMap(expected.lastKey() - Ring.keepMs(LENGTH_MS)).clear();
    }
    var found = new TreeMap<Long, List<Long>>();
    var starts = new ArrayList<Long>();
    for (var window : ring.windows()) {
      var values = window.values();
      found.put(window.startMs(), List.of(values[0], values[1], values[2]));
      starts.add(window.startMs());
    }
    assertThat(found).isEqualTo(expected);
    assertThat(starts).isSorted().hasSize(ring.size());
  }
}
