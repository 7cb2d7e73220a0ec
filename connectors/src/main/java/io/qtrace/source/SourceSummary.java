package io.qtrace.source;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.Clock;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.chunk.EventTimes;
import io.qtrace.source.chunk.TimesOfEvents;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * What one reading of a trace file tells before any of it is sent.
 *
 * @param sizeBytes uncompressed
 * @param clock what the times count from: {@link Clock#MONOTONIC} if those of any event do, {@link
 *     Clock#NONE} if there are none
 * @param oldestEventNs by {@code clock}; empty if no event has a time
 * @param newestEventNs likewise
 */
public record SourceSummary(
    TraceFormat format,
    String identity,
    long sizeBytes,
    Clock clock,
    OptionalLong oldestEventNs,
    OptionalLong newestEventNs) {

  /** What is said of a simple trace whose clock is {@link Clock#REALTIME}. */
  public static final String WALL_CLOCK =
      "its time stamps count from 1970 and not from the host's boot, as those of SystemTap do";

  /**
   * Reads the whole file.
   *
   * @param progress told the bytes read of the file as it lies on the disk
   * @throws IOException if it cannot be read, or not to the end of its compressed data
   */
  public static SourceSummary of(TraceFile file, String vm, LongConsumer progress)
      throws IOException {
    return read(file, vm, progress, TraceBytes::verify);
  }

  /** Like {@link #of}, of as much as can be had of compressed data that is damaged. */
  public static SourceSummary ofSoundPart(TraceFile file) throws IOException {
    return read(file, "", bytes -> {}, trace -> {});
  }

  /** An empty trace of QEMU's has its clock all the same. */
  private static Clock ofNoEvents(TraceFormat format) {
    return format == TraceFormat.SIMPLE ? Clock.MONOTONIC : Clock.NONE;
  }

  @FunctionalInterface
  private interface AtTheEnd {
    void check(TraceBytes trace) throws IOException;
  }

  private static SourceSummary read(TraceFile file, String vm, LongConsumer progress, AtTheEnd end)
      throws IOException {
    var format = file.format();
    String identity;
    try (var trace = TraceBytes.openAny(file.path())) {
      identity = SourceIdentity.of(trace.bytes(), format, vm);
    }
    try (var trace = TraceBytes.openAny(file.path())) {
      var reading =
          format == TraceFormat.LOG
              ? lines(trace, file.definitions(), progress)
              : records(trace, file.definitions(), progress);
      end.check(trace);
      var times = reading.times;
      var clock = times.clock() == Clock.NONE ? ofNoEvents(format) : times.clock();
      return new SourceSummary(
          format, identity, reading.sizeBytes, clock, times.oldestNs(), times.newestNs());
    }
  }

  private record Reading(long sizeBytes, EventTimes times) {}

  /** Of all events, also those that the definitions lack. */
  private static Reading records(TraceBytes trace, Definitions definitions, LongConsumer progress)
      throws IOException {
    var chunks =
        new ChunkReader(
            trace.bytes(), TraceFormat.SIMPLE, definitions, ChunkReader.DEFAULT_CHUNK_BYTES);
    long size = 0;
    var times = new EventTimes();
    for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
      size = next.get().endBytes();
      times.add(next.get());
      progress.accept(trace.fileBytesRead());
    }
    return new Reading(size, times);
  }

  /** Nothing is to be cut, so lines are read many at a time. */
  private static Reading lines(TraceBytes trace, Definitions definitions, LongConsumer progress)
      throws IOException {
    var reader = new LogReader(definitions);
    var events = new TimesOfEvents();
    byte[] b = new byte[LogReader.MAX_PIECE_BYTES];
    long size = 0;
    int to = 0;
    boolean last = false;
    while (!last) {
      int filled = trace.bytes().readNBytes(b, to, b.length - to);
      last = filled < b.length - to;
      size += filled;
      to += filled;
      int read = reader.read(b, 0, to, last, events);
      System.arraycopy(b, read, b, 0, to - read);
      to -= read;
      progress.accept(trace.fileBytesRead());
    }
    return new Reading(size, events.times());
  }
}
