package io.qtrace.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.source.ClockAnchor.Resolved;
import io.qtrace.source.chunk.SimpleTrace;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.text.Counts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class TraceFileTest {

  private static final byte[] TRACE = SimpleTrace.littleEndian().events(100).bytes();
  private static final Definitions SYSTEM = Definitions.system();

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

  /** As a crash of the host leaves them, and programs that truncate what others write. */
  @Test
  void takesALogWithNulsForALog() {
    var log = "dma_map_wait dbs=0x10\n".repeat(3);
    for (int count : new int[] {1, 16, 100, 4096, 100_000}) {
      var nuls = "\0".repeat(count);
      assertThat(sniff((nuls + log).getBytes(UTF_8))).isEqualTo(TraceFormat.LOG);
      assertThat(sniff((log + nuls + log).getBytes(UTF_8))).isEqualTo(TraceFormat.LOG);
      assertThat(sniff((log + nuls).getBytes(UTF_8))).isEqualTo(TraceFormat.LOG);
    }
    var numbers = "\1\0\0\0\2\0\0\0".repeat(300);
    assertThat(sniff((log + numbers).getBytes(UTF_8))).isEqualTo(TraceFormat.LOG);
    var beheaded = Arrays.copyOfRange(TRACE, 60, TRACE.length);
    assertThat(sniff(beheaded)).isEqualTo(TraceFormat.SIMPLE);
    assertThat(sniff(SimpleTrace.littleEndian().events(1).bytes())).isEqualTo(TraceFormat.SIMPLE);
  }

  @Test
  void readsCompressedFilesWhateverTheirName() throws IOException {
    for (var content : new byte[][] {TRACE, Zstd.compress(TRACE), gzip()}) {
      var file = Files.write(directory.resolve("trace"), content);
      try (var trace = TraceBytes.open(file)) {
        assertThat(trace.bytes().readAllBytes()).isEqualTo(TRACE);
        assertThat(trace.compressed()).isEqualTo(content != TRACE);
        assertThat(trace.fileBytesRead()).isEqualTo(trace.fileSize()).isEqualTo(content.length);
      }
    }
  }

  @Test
  @Tag("long")
  void givesWhatCanBeHadOfDamagedCompressionAndSaysSoAfterwards() throws IOException {
    for (var whole : List.of(Zstd.compress(TRACE), gzip())) {
      for (int length = 6; length < whole.length; length++) {
        var file = Files.write(directory.resolve("trace"), Arrays.copyOf(whole, length));
        try (var trace = TraceBytes.open(file)) {
          var got = trace.bytes().readAllBytes();
          assertThat(got).isEqualTo(Arrays.copyOf(TRACE, got.length));
          assertThatThrownBy(trace::verify)
              .isInstanceOf(IOException.class)
              .hasMessageMatching(
                  "its (zstd|gzip) data ends too early or is damaged: %s could be unpacked, and no more( \\(.*\\))?; copy the file again"
                      .formatted(Counts.of(got.length, "byte")));
        }
        assertThatThrownBy(() -> SourceSummary.of(simple(file), "vm", bytes -> {}))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("ends too early or is damaged");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FD377A585A00, xz, xz -dc",
    "425A683931415926, bzip2, bzip2 -dc",
    "04224D1864, lz4, lz4 -dc",
    "4C5A495001, lzip, lzip -dc",
    "504B0304, zip, unzip -p",
    "1F9D90, compress, uncompress -c",
    "377ABCAF271C0004, 7z, 7z e -so"
  })
  void refusesOtherCompressionsByName(String magic, String name, String command)
      throws IOException {
    var file = Files.write(directory.resolve("trace"), HexFormat.of().parseHex(magic));

    assertThatThrownBy(() -> TraceBytes.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "it is compressed with %s, and only zstd and gzip are read; unpack it with '%s' first"
                .formatted(name, command));
  }

  @ParameterizedTest
  @CsvSource({
    "FFFE760069007200, it is UTF-16 text",
    "FEFF007600690072, it is UTF-16 text",
    "7F454C4602010100, it is a program or a core dump (ELF)",
    "D4C3B2A102000400, it is a pcap",
    "0A0D0D0A1C000000, it is a pcapng",
  })
  void refusesOtherFilesByName(String head, String what) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(head);
    var file = Files.write(directory.resolve("trace"), bytes);
    var zipped = directory.resolve("trace.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(bytes);
    }

    for (var any : List.of(file, zipped)) {
      assertThatThrownBy(() -> TraceBytes.open(any))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(what);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1677-09-21T00:12:43.145224193Z",
        "2262-04-11T23:47:16.854775807Z",
        "1969-12-31T23:59:59.999999999Z"
      })
  void anchorsAtAnyTimeThatNanosecondsCanTell(String time) throws IOException {
    var at = Instant.parse(time);
    long epochNs =
        BigInteger.valueOf(at.getEpochSecond())
            .multiply(BigInteger.valueOf(1_000_000_000))
            .add(BigInteger.valueOf(at.getNano()))
            .longValueExact();

    assertThat(anchored(new ClockAnchor.LastEventAt(at), 0).offsetNs()).isEqualTo(epochNs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1677-09-21T00:12:43.145224191Z",
        "2262-04-11T23:47:16.854775808Z",
        "2400-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z"
      })
  void refusesTimesThatNanosecondsCanNotTell(String time) {
    var at = Instant.parse(time);

    assertThatThrownBy(() -> anchored(new ClockAnchor.LastEventAt(at), 0))
        .isInstanceOf(DateTimeException.class)
        .hasMessage(
            "its last event would be at %s (as given), and times are from 1677-09-21 to 2262-04-11; say when it was with --anchor TIME or --clock-offset-ns"
                .formatted(at.truncatedTo(ChronoUnit.MILLIS)));
  }

  @Test
  void refusesOffsetsThatLeaveWhatNanosecondsCanTell() throws IOException {
    assertThat(anchored(new ClockAnchor.Offset(Long.MAX_VALUE), 0).offsetNs())
        .isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> anchored(new ClockAnchor.Offset(Long.MAX_VALUE), 1))
        .isInstanceOf(DateTimeException.class)
        .hasMessage(
            "with a clock offset of 9223372036854775807 ns (clock offset as given) its event at 1 ns would not be from 1677-09-21 to 2262-04-11, as times are; correct --clock-offset-ns or --anchor");
    var early = anchored(new ClockAnchor.LastEventAt(Instant.parse("1677-09-22T00:00:00Z")), 0);
    assertThatThrownBy(() -> early.reaching(-86_400_000_000_000L))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining("(last event at 1677-09-22T00:00:00Z (as given)) its event at -864");
  }

  private static Resolved anchored(ClockAnchor anchor, long newestEventNs) throws IOException {
    return anchor.resolve(Path.of("unused"), newestEventNs, InstantSource.system());
  }

  private static TraceFile simple(Path path) {
    return new TraceFile(path, TraceFormat.SIMPLE, SYSTEM);
  }

  @Test
  void summarisesAFile() throws IOException {
    var file = Files.write(directory.resolve("trace"), TRACE);

    assertThat(SourceSummary.of(simple(file), "vm", bytes -> {}))
        .isEqualTo(
            new SourceSummary(
                TraceFormat.SIMPLE,
                identity(TRACE, "vm"),
                TRACE.length,
                Clock.MONOTONIC,
                OptionalLong.of(1_000),
                OptionalLong.of(1_099)));
  }

  /** Times that count from 1970 need no anchor, and are none for those that do. */
  @Test
  void takesTheTimesThatNeedAnAnchorIfAnyDo() throws IOException {
    var definitions = Definitions.parse("test", "tick(int n) \"n %d\"\n".getBytes(UTF_8));
    var wall = "2026-11-22T17:04:10Z tick n 1\n";
    var log =
        wall
            + "[  100.500000] host qemu[4711]: tick n 2\n[  100.250000] host qemu[4711]: tick n 3\n"
            + wall;

    for (var lines : List.of(log, log.repeat(4_000))) {
      var path = Files.writeString(directory.resolve("log"), lines);
      var file = new TraceFile(path, TraceFormat.LOG, definitions);
      var summary = SourceSummary.of(file, "vm", bytes -> {});

      assertThat(summary.clock()).isEqualTo(Clock.MONOTONIC);
      assertThat(summary.oldestEventNs()).hasValue(100_250_000_000L);
      assertThat(summary.newestEventNs()).hasValue(100_500_000_000L);
    }
    var damaged = SimpleTrace.littleEndian().event(0, 5, 0).event(0, 1L << 62, 0).bytes();
    var trace = Files.write(directory.resolve("trace"), damaged);
    assertThat(SourceSummary.ofSoundPart(simple(trace)).newestEventNs()).hasValue(5);
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

  private static byte[] gzip() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(TRACE);
    }
    return bytes.toByteArray();
  }

  private static TraceFormat sniff(byte[] bytes) {
    return TraceFormat.sniff(bytes, bytes.length);
  }

  private static String identity(byte[] bytes, String vm) throws IOException {
    return SourceIdentity.of(new ByteArrayInputStream(bytes), TraceFormat.SIMPLE, vm);
  }
}
