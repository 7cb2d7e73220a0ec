package io.qtrace.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.source.ClockAnchor.Resolved;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {

  private static final byte[] TRACE = SimpleTrace.littleEndian().events(100).bytes();

  @TempDir Path directory;

  @Test
  void tellsSimpleTracesFromLogs() {
    var bigEndian = new SimpleTrace(ByteOrder.BIG_ENDIAN).header().bytes();
    var headless = Arrays.copyOfRange(TRACE, 24, TRACE.length);

    assertThat(sniff(TRACE)).isEqualTo(TraceFormat.SIMPLE);
    assertThat(sniff(bigEndian)).isEqualTo(TraceFormat.SIMPLE);
    assertThat(sniff(Arrays.copyOf(TRACE, 3))).isEqualTo(TraceFormat.SIMPLE);
    assertThat(sniff(headless)).isEqualTo(TraceFormat.SIMPLE);
    assertThat(sniff("cpu_in addr 0x60(\0) value 28\n".getBytes(UTF_8))).isEqualTo(TraceFormat.LOG);
    assertThat(sniff(new byte[0])).isEqualTo(TraceFormat.LOG);
  }

  @Test
  void readsCompressedFilesWhateverTheirName() throws IOException {
    var zstd = new ByteArrayOutputStream();
    try (var out = new ZstdOutputStream(zstd)) {
      out.write(TRACE);
    }
    var gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write(TRACE);
    }
    for (var content : new byte[][] {TRACE, zstd.toByteArray(), gzip.toByteArray()}) {
      var file = Files.write(directory.resolve("trace"), content);
      try (var trace = TraceBytes.open(file)) {
        assertThat(trace.bytes().readAllBytes()).isEqualTo(TRACE);
        assertThat(trace.compressed()).isEqualTo(content != TRACE);
        assertThat(trace.fileBytesRead()).isEqualTo(trace.fileSize()).isEqualTo(content.length);
      }
    }
  }

  @Test
  void summarisesAFile() throws IOException {
    var file = Files.write(directory.resolve("trace"), TRACE);

    assertThat(SourceSummary.of(file, TraceFormat.SIMPLE, Definitions.system(), "vm", bytes -> {}))
        .isEqualTo(
            new SourceSummary(
                TraceFormat.SIMPLE,
                identity(TRACE, "vm"),
                TRACE.length,
                Clock.MONOTONIC,
                OptionalLong.of(1_000),
                OptionalLong.of(1_099)));
  }

  @Test
  void identifiesATraceByItsFirstEvent() throws IOException {
    var grown = SimpleTrace.littleEndian().events(200).bytes();
    var sameBinary = SimpleTrace.littleEndian().event(0, 5, 0).events(99).bytes();

    assertThat(identity(TRACE, "vm")).isEqualTo(identity(grown, "vm"));
    assertThat(identity(TRACE, "vm")).isNotEqualTo(identity(sameBinary, "vm"));
    assertThat(identity(TRACE, "vm")).isNotEqualTo(identity(TRACE, "other"));
  }

  @Test
  void anchorsTheMonotonicClockAtTheLastEvent() throws IOException {
    var file = Files.write(directory.resolve("trace"), TRACE);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    var clock = InstantSource.fixed(Instant.parse("2026-01-03T00:00:00Z"));

    assertThat(new ClockAnchor.ModificationTime().resolve(file, 5, clock))
        .isEqualTo(
            new Resolved(
                1_767_323_045_000_000_000L - 5,
                "last event at 2026-01-02T03:04:05Z (the file's modification time)"));
    assertThat(new ClockAnchor.Now().resolve(file, 0, clock).reason())
        .isEqualTo("last event at 2026-01-03T00:00:00Z (now)");
    assertThat(new ClockAnchor.LastEventAt(Instant.EPOCH).resolve(file, 7, clock))
        .isEqualTo(new Resolved(-7, "last event at 1970-01-01T00:00:00Z (as given)"));
    assertThat(new ClockAnchor.Offset(42).resolve(file, 7, clock))
        .isEqualTo(new Resolved(42, "clock offset as given"));
  }

  private static TraceFormat sniff(byte[] bytes) {
    return TraceFormat.sniff(bytes, bytes.length);
  }

  private static String identity(byte[] bytes, String vm) throws IOException {
    return SourceIdentity.of(new ByteArrayInputStream(bytes), TraceFormat.SIMPLE, vm);
  }
}
