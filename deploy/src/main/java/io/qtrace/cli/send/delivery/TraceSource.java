package io.qtrace.cli.send.delivery;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RawHeaders;
import io.qtrace.source.SourceSummary;
import io.qtrace.source.chunk.Chunk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A trace file, and what its raw records say besides their bytes.
 *
 * @param host empty if not known
 * @param definitions fingerprint; empty if the topology's default definitions apply
 * @param clockOffsetNs CLOCK_REALTIME − CLOCK_MONOTONIC if the file's times are monotonic; else,
 *     for a file without times, when it was written, in nanoseconds since the epoch
 * @param addedBytes in front of the file's own, which its places do not count
 */
public record TraceSource(
    Path file,
    SourceSummary summary,
    String vm,
    String host,
    Optional<String> definitions,
    long clockOffsetNs,
    long addedBytes) {

  /**
   * Nanoseconds since the epoch.
   *
   * @param clock what {@code eventNs} counts from
   */
  long epochNs(Clock clock, long eventNs) {
    return clock == Clock.REALTIME ? eventNs : eventNs + clockOffsetNs;
  }

  /** The Kafka record's time stamp if a chunk has no event: milliseconds since the epoch. */
  long oldestEpochMs() {
    return epochNs(summary.clock(), summary.oldestEventNs().orElse(0)) / 1_000_000;
  }

  long newestEpochMs() {
    return epochNs(summary.clock(), summary.newestEventNs().orElse(0)) / 1_000_000;
  }

  List<Header> headers(Chunk chunk, int generation) {
    var headers = new ArrayList<Header>();
    add(headers, RawHeaders.FORMAT, summary.format().headerValue());
    definitions.ifPresent(fingerprint -> add(headers, RawHeaders.DEFINITIONS, fingerprint));
    if (!host.isEmpty()) {
      add(headers, RawHeaders.HOST, host);
    }
    add(headers, RawHeaders.VM, vm);
    add(
        headers,
        RawHeaders.SOURCE,
        "%s;offset=%d".formatted(life(generation), placeOf(chunk.offsetBytes())));
    if (summary.clock() == Clock.MONOTONIC) {
      add(headers, RawHeaders.CLOCK_OFFSET_NS, Long.toString(clockOffsetNs));
    }
    return headers;
  }

  /** The place in the file itself. */
  public long placeOf(long offsetBytes) {
    return Math.max(0, offsetBytes - addedBytes);
  }

  /** Names one sending of the source, in the ledger too. */
  public String life(int generation) {
    return "%s;generation=%d".formatted(summary.identity(), generation);
  }

  private static void add(List<Header> headers, String name, String value) {
    headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
  }
}
