package io.qtrace.conversion.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LatencySketchTest {

  private static LatencySketch of(long... latencies) {
    var sketch = new LatencySketch();
    for (long ns : latencies) {
      sketch.add(ns);
    }
    return sketch;
  }

  private static byte[] bytes(LatencySketch sketch) {
    try {
      var bytes = new ByteArrayOutputStream();
      sketch.encode(new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void takesOneThatReachesBeyondItAtBothEnds() {
    var sum = of(1_000_000, 1_100_000);
    sum.add(of(0, 1, 3_600_000_000_000L));
    assertThat(bytes(sum)).isEqualTo(bytes(of(0, 1, 1_000_000, 1_100_000, 3_600_000_000_000L)));
  }

  /** Whatever was added to which, and in which order, also through bytes. */
  @Property(tries = 2000)
  void isTheSketchOfAllLatenciesHoweverTheyAreAddedUp(@ForAll long seed) {
    var random = new Random(seed);
    long[] latencies =
        random
            .longs(1 + random.nextInt(40), 0, 64)
            .map(bits -> anyNs((int) bits, random))
            .toArray();
    var sum = new LatencySketch();
    int from = 0;
    while (from < latencies.length) {
      int to = from + 1 + random.nextInt(latencies.length - from);
      var part = of(Arrays.copyOfRange(latencies, from, to));
      if (random.nextBoolean()) {
        sum.add(part);
      } else {
        part.add(sum);
        sum = random.nextBoolean() ? part : decoded(bytes(part));
      }
      from = to;
    }
    assertThat(bytes(sum)).isEqualTo(bytes(of(latencies)));
    Arrays.sort(latencies);
    long middle = latencies[(latencies.length - 1) / 2];
    assertThat(sum.atQuantile(0.5))
        .isBetween((long) (middle * 0.99) - 1, (long) (middle * 1.01) + 1);
  }

  /** Up to an hour, of any magnitude. */
  private static long anyNs(int bits, Random random) {
    long ns = random.nextLong() >>> Math.max(22, bits);
    return Math.min(ns, 3_600_000_000_000L);
  }

  private static LatencySketch decoded(byte[] bytes) {
    try {
      return LatencySketch.decode(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
