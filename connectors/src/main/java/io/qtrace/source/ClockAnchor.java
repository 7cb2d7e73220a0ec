package io.qtrace.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * How the CLOCK_MONOTONIC of a simple trace becomes wall-clock time. Only the host that wrote the
 * trace knows it exactly; a file that was copied here is anchored at its last event.
 */
public sealed interface ClockAnchor {

  /** CLOCK_REALTIME − CLOCK_MONOTONIC, measured on the host. */
  record Offset(long offsetNs) implements ClockAnchor {}

  /** The last event happened at this time. */
  record LastEventAt(Instant time) implements ClockAnchor {}

  /** The last event happened when the file was last written. */
  record ModificationTime() implements ClockAnchor {}

  /** The last event happened just now. */
  record Now() implements ClockAnchor {}

  /**
   * An offset and where it comes from.
   *
   * @param offsetNs CLOCK_REALTIME − CLOCK_MONOTONIC
   * @param reason a sentence for people
   */
  record Resolved(long offsetNs, String reason) {

    /**
     * Makes sure that another event of the source, such as its oldest, has a time too.
     *
     * @param eventNs of the source's own clock
     * @throws DateTimeException if it has not; the message says what to do
     */
    public Resolved reaching(long eventNs) {
      try {
        Math.addExact(offsetNs, eventNs);
        return this;
      } catch (ArithmeticException e) {
        throw new DateTimeException(
            "with a clock offset of %d ns (%s) its event at %d ns would not be from 1677-09-21 to 2262-04-11, as times are; correct --clock-offset-ns or --anchor"
                .formatted(offsetNs, reason, eventNs),
            e);
      }
    }
  }

  /** For a pipe, which was never written before it is read: its copy's time says no more. */
  default ClockAnchor ofPipe() {
    return this instanceof ModificationTime ? new Now() : this;
  }

  /**
   * @param newestEventNs of the source's own clock
   * @throws DateTimeException if nanoseconds since 1970 do not fit into 64 bits; the message says
   *     what to do
   */
  default Resolved resolve(Path file, long newestEventNs, InstantSource clock) throws IOException {
    if (this instanceof Offset given) {
      return new Resolved(given.offsetNs, "clock offset as given").reaching(newestEventNs);
    }
    if (this instanceof LastEventAt at) {
      return anchored(at.time, newestEventNs, "as given");
    }
    if (this instanceof Now) {
      return anchored(clock.instant(), newestEventNs, "now");
    }
    var modified = Files.getLastModifiedTime(file).toInstant();
    return anchored(modified, newestEventNs, "the file's modification time");
  }

  private static Resolved anchored(Instant time, long newestEventNs, String why) {
    var shown = time.truncatedTo(ChronoUnit.MILLIS);
    try {
      return new Resolved(
          Math.subtractExact(epochNs(time), newestEventNs),
          "last event at %s (%s)".formatted(shown, why));
    } catch (ArithmeticException e) {
      throw new DateTimeException(
          "its last event would be at %s (%s), and times are from 1677-09-21 to 2262-04-11; say when it was with --anchor TIME or --clock-offset-ns"
              .formatted(shown, why),
          e);
    }
  }

  // Seconds are taken one higher before 1970: 1677 has some that fit only with their nanoseconds.
  private static long epochNs(Instant time) {
    long seconds = time.getEpochSecond();
    long above = seconds < 0 ? 1 : 0;
    return Math.addExact(
        Math.multiplyExact(seconds + above, 1_000_000_000L),
        time.getNano() - above * 1_000_000_000L);
  }
}
