package io.qtrace.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  record Resolved(long offsetNs, String reason) {}

  /**
   * @param newestEventNs of the source's own clock
   */
  default Resolved resolve(Path file, long newestEventNs, InstantSource clock) throws IOException {
    if (this instanceof Offset given) {
      return new Resolved(given.offsetNs, "clock offset as given");
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
    return new Resolved(
        epochNs(time) - newestEventNs,
        "last event at %s (%s)".formatted(time.truncatedTo(ChronoUnit.MILLIS), why));
  }

  private static long epochNs(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
