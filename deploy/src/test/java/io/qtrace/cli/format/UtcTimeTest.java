package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UtcTimeTest {

  private final UtcTime time = new UtcTime();

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

      time.print(ns);

      assertThat(new String(time.text(), 0, time.length(), ISO_8859_1))
          .isEqualTo(
              Instant.ofEpochSecond(
                      Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L))
                  .toString());
    }
  }
}
