package io.qtrace.cli.conversions;

import io.qtrace.cli.console.NamedOutput;
import io.qtrace.cli.format.Csv;
import io.qtrace.contract.Conversion;
import io.qtrace.conversion.fact.MemoryState;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line per state change, in the order of the trace and in QEMU's words, with the block it was
 * attributed to.
 */
final class AttributionCsv implements Closeable {

  private final Csv csv;
  private final long clockOffsetNs;
  private long ordinal;

  /**
   * @param clockOffsetNs subtracted from times, so that they are those of the trace
   */
  AttributionCsv(Path file, long clockOffsetNs) throws IOException {
    this.clockOffsetNs = clockOffsetNs;
    csv =
        new Csv(
            new BufferedOutputStream(NamedOutput.file("--attribution " + file, file)),
            true,
            List.of(
                "ordinal",
                "file_offset",
                "timestamp_ns",
                "block",
                "offset",
                "size",
                "from",
                "to",
                "rule",
                "latency_ns",
                "vcpu",
                "thread_id"));
  }

  /**
   * @param position of its record, in bytes of the uncompressed file
   */
  void write(Conversion conversion, long position) throws IOException {
    var time = conversion.getTimestamp();
    var epochNs =
        BigDecimal.valueOf(time.getEpochSecond())
            .movePointRight(9)
            .add(BigDecimal.valueOf(time.getNano()))
            .longValueExact();
    var block = conversion.getBlock();
    csv.line(
        List.of(
            ordinal++,
            position < 0 ? "" : position,
            epochNs - clockOffsetNs,
            block == null ? "" : block,
            "0x" + Long.toHexString(conversion.getOffset()),
            "0x" + Long.toHexString(conversion.getSize()),
            MemoryState.parse(conversion.getFrom()).qemuText(),
            MemoryState.parse(conversion.getTo()).qemuText(),
            conversion.getRule(),
            orEmpty(conversion.getLatencyNs()),
            orEmpty(conversion.getVcpu()),
            orEmpty(conversion.getThreadId())));
  }

  private static Object orEmpty(@Nullable Long number) {
    return number == null ? "" : number;
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
