package io.qtrace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {

  private final AtomicLong monotonicNs = new AtomicLong(5_000_000_000L);
  private final AtomicLong offsetNs = new AtomicLong(1_700_000_000_000_000_000L);

  /** Each reading of a clock takes that long. */
  private long readingNs = 100;

  private final ClockOffset offset =
      new ClockOffset(this::monotonic, this::realtime, Duration.ofSeconds(10));

  @Test
  void isTheDifferenceOfTheClocks() {
    assertThat(offset.ns()).isBetween(offsetNs.get() - 100, offsetNs.get() + 100);
  }

  @Test
  void followsAStepOfTheWallClockAtTheNextMeasurement() {
    long before = offset.ns();

    offsetNs.addAndGet(-3_000_000_000L);

    assertThat(offset.ns()).isEqualTo(before);
    monotonicNs.addAndGet(11_000_000_000L);
    assertThat(offset.ns()).isBetween(offsetNs.get() - 100, offsetNs.get() + 100);
  }

  @Test
  void doesNotJitter() {
    long before = offset.ns();
    for (int i = 0; i < 100; i++) {
      offsetNs.addAndGet(i % 2 == 0 ? 200_000 : -200_000);
      readingNs = 100 + i * 1_000L;
      monotonicNs.addAndGet(11_000_000_000L);

      assertThat(offset.ns()).isEqualTo(before);
    }
  }

  @Test
  void followsADriftOfManySmallMoves() {
    for (int i = 0; i < 100; i++) {
      offsetNs.addAndGet(20_000);
      monotonicNs.addAndGet(11_000_000_000L);
      assertThat(Math.abs(offset.ns() - offsetNs.get())).isLessThan(300_000);
    }
  }

  /** On Linux the time since boot, suspend left out; /proc/uptime has it in. */
  @Test
  void javasNanoTimeIsTheClockOfTheRecords() throws IOException {
    var uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
    long upNs = (long) (Double.parseDouble(uptime) * 1e9);

    assertThat(System.nanoTime()).isBetween(1L, upNs + 1_000_000_000L);
    var here = ClockOffset.ofThisHost(Duration.ofSeconds(10));
    long nowMs = (System.nanoTime() + here.ns()) / 1_000_000;
    assertThat(nowMs).isCloseTo(System.currentTimeMillis(), within(50L));
  }

  private long monotonic() {
    return monotonicNs.addAndGet(readingNs);
  }

  private Instant realtime() {
    long ns = monotonicNs.addAndGet(readingNs) + offsetNs.get();
    return Instant.ofEpochSecond(ns / 1_000_000_000, ns % 1_000_000_000);
  }
}
