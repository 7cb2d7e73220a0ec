package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.render.GrowableBytes;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventTimeTest {

  private final EventTime time = new EventTime();
  private final GrowableBytes out = new GrowableBytes(0);

  private void assertPrinted(long ns) {
    var instant =
        Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    out.clear();
    time.put(ns, out);

    assertThat(new String(out.array(), 0, out.size(), UTF_8))
        .isEqualTo("\"%s\",\"timestampNs\":%d".formatted(instant, ns));
  }

  /** Before and behind 1970, in any order, and with each number of digits. */
  @Test
  void printsWhatInstantPrints() {
    var random = new Random(1);
    long second = 0;
    for (int i = 0; i < 100_000; i++) {
      second = random.nextInt(3) == 0 ? random.nextLong() / 1_000_000_000L : second;
      int unit = new int[] {1, 1_000, 1_000_000, 1_000_000_000}[random.nextInt(4)];
      long ns = Math.max(Long.MIN_VALUE / 2, Math.min(Long.MAX_VALUE / 2, second * 1_000_000_000L));
      ns += random.nextInt(1_000_000_000) / unit * (long) unit;

      assertPrinted(ns);
    }
  }

  @Test
  void printsTheFirstAndTheLastTimesThereAre() {
    for (long ns : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertPrinted(ns);
    }
  }
}
