package io.qtrace.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CLOCK_REALTIME − CLOCK_MONOTONIC of this host, measured by reading one clock between two readings
 * of the other. On Linux HotSpot's {@link System#nanoTime} is CLOCK_MONOTONIC itself, from boot on,
 * although Java promises no origin: {@code os::javaTimeNanos} reads that very clock, which is also
 * the one QEMU stamps its records with.
 *
 * <p>Both clocks are slewed together, so the offset is constant but for steps of the wall clock and
 * suspend, during which CLOCK_MONOTONIC stands still. It is measured again now and then, and
 * changes only when it has moved by more than the readings are apart: it does not jitter. Not
 * thread-safe.
 */
public final class ClockOffset {

  private static final Logger log = LoggerFactory.getLogger(ClockOffset.class);

  /** Readings per measurement; the tightest counts. */
  private static final int READINGS = 32;

  /** A smaller move is that of the readings. In nanoseconds. */
  private static final long TOLERANCE_NS = 250_000;

  private final LongSupplier monotonic;
  private final InstantSource realtime;
  private final long intervalNs;

  private Measured measured;
  private long measuredAtNs;

  /**
   * @param errorNs the true offset is at most so far away
   */
  private record Measured(long offsetNs, long errorNs) {}

  /**
   * @param interval between two measurements
   */
  public static ClockOffset ofThisHost(Duration interval) {
    return new ClockOffset(System::nanoTime, InstantSource.system(), interval);
  }

  ClockOffset(LongSupplier monotonic, InstantSource realtime, Duration interval) {
    this.monotonic = monotonic;
    this.realtime = realtime;
    this.intervalNs = interval.toNanos();
    this.measuredAtNs = monotonic.getAsLong();
    this.measured = measure();
  }

  /** In nanoseconds. */
  public long ns() {
    long now = monotonic.getAsLong();
    if (now - measuredAtNs >= intervalNs) {
      measuredAtNs = now;
      update(measure());
    }
    return measured.offsetNs;
  }

  private void update(Measured fresh) {
    long moved = fresh.offsetNs - measured.offsetNs;
    long known = Math.max(TOLERANCE_NS, measured.errorNs + fresh.errorNs);
    if (Math.abs(moved) > known) {
      log.info("the wall clock has moved by {} µs against CLOCK_MONOTONIC", moved / 1000);
      measured = fresh;
    }
  }

  private Measured measure() {
    var best = reading();
    for (int i = 1; i < READINGS; i++) {
      var next = reading();
      best = next.errorNs < best.errorNs ? next : best;
    }
    return best;
  }

  private Measured reading() {
    long before = monotonic.getAsLong();
    long real = epochNs(realtime.instant());
    long after = monotonic.getAsLong();
    long half = (after - before) / 2;
    return new Measured(real - before - half, half + 1);
  }

  private static long epochNs(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
