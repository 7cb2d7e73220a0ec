package io.qtrace.cli;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Reasons;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.source.ClockAnchor;
import io.qtrace.source.SourceSummary;
import io.qtrace.source.TraceBytes;
import io.qtrace.source.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Trace files named on the command line. */
final class TraceFiles {

  private TraceFiles() {}

  static TraceBytes open(Path file) {
    try {
      return TraceBytes.open(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static Failure unreadable(Path file, IOException e) {
    return Failure.badInput("%s: can not read the trace: %s".formatted(file, Reasons.of(e)), e);
  }

  /** The format given on the command line, else what the first bytes look like. */
  static TraceFormat format(Path file, @Nullable TraceFormat chosen) {
    if (chosen != null) {
      return chosen;
    }
    try (var trace = open(file)) {
      var head = trace.bytes().readNBytes(TraceFormat.HEAD_BYTES);
      return TraceFormat.sniff(head, head.length);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * When a trace's events happened.
   *
   * @param offsetNs CLOCK_REALTIME minus CLOCK_MONOTONIC; 0 if the trace has wall-clock times
   * @param modifiedNs when the file was last written, since the epoch
   * @param reason where the offset is from, for people; empty if none is needed
   */
  record TracedClock(long offsetNs, long modifiedNs, String reason) {}

  /**
   * Reads the whole file: the last time stamp must be known before the first one means anything.
   */
  static TracedClock clock(
      Path file, TraceFormat format, Definitions definitions, ClockAnchor anchor)
      throws IOException {
    long modifiedNs = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    var summary = SourceSummary.of(file, format, definitions, "", bytes -> {});
    if (summary.clock() != Clock.MONOTONIC) {
      return new TracedClock(0, modifiedNs, "");
    }
    long newestNs = summary.newestEventNs().orElse(0);
    var resolved = anchor.resolve(file, newestNs, InstantSource.system());
    return new TracedClock(resolved.offsetNs(), modifiedNs, resolved.reason());
  }
}
