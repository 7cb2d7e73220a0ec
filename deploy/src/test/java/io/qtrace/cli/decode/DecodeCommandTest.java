package io.qtrace.cli.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {

  private static final String DEFINITIONS =
      """
      tick(uint64_t n, const char *why) "n %"PRIu64" why '%s'"
      stop(void *cpu, int ret) "cpu %p ret %d"
      """;

  @TempDir Path directory;
  private String trace = "";
  private String definitions = "";

  @BeforeEach
  void write() throws IOException {
    definitions = Files.writeString(directory.resolve("events"), DEFINITIONS).toString();
    var file = directory.resolve("trace");
    Files.write(file, simpleTrace());
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    trace = file.toString();
  }

  @Test
  void printsWhatTheLogWouldHaveSaid() {
    assertThat(CommandRun.of("decode", trace, "--definitions", definitions))
        .isEqualTo(
            new CommandRun(
                0,
                """
                tick n 18446744073709551615 why 'a b'
                stop cpu 0x10 ret -5
                """,
                trace + ": 2 events, 1 dropped record (7 events lost), 0 bytes rejected\n"));
  }

  @Test
  void printsStampsAndDroppedRecordsOnDemand() {
    assertThat(CommandRun.of("decode", trace, "--definitions", definitions, "--stamps", "-q"))
        .isEqualTo(
            new CommandRun(
                0,
                """
                1000 42 tick n 18446744073709551615 why 'a b'
                3000 42 <dropped> 7
                2500 42 stop cpu 0x10 ret -5
                """,
                ""));
  }

  @Test
  void printsWhatSimpletraceWould() {
    var run =
        CommandRun.of("decode", trace, "--definitions", definitions, "--format=simpletrace", "-q");

    assertThat(run.out())
        .isEqualTo(
            """
            tick 0.000 pid=42 n=0xffffffffffffffff why=b'a b'
            Dropped_Event 2.000 pid=42 num_events_dropped=0x7
            stop -0.500 pid=42 cpu=0x10 ret=0xfffffffffffffffb
            """);
  }

  @Test
  void printsTypedEventsAsJson() {
    assertThat(
            CommandRun.of(
                "decode", trace, "--definitions", definitions, "--format=json", "--vm=vm-7"))
        .isEqualTo(
            new CommandRun(
                0,
                """
                {"event":"tick","timestamp":"2026-01-02T03:04:04.999998500Z","timestampNs":1767323044999998500,"host":"","vm":"vm-7","pid":42,"tid":null,"arguments":{"n":18446744073709551615,"why":"a b"}}
                {"event":"stop","timestamp":"2026-01-02T03:04:05Z","timestampNs":1767323045000000000,"host":"","vm":"vm-7","pid":42,"tid":null,"arguments":{"cpu":"0x10","ret":-5}}
                """,
                """
                %1$s: clock: last event at 2026-01-02T03:04:05Z (the file's modification time)
                %1$s: 2 events, 1 dropped record (7 events lost), 0 bytes rejected
                """
                    .formatted(trace)));
  }

  @Test
  void writesAnAvroFilePerEvent() throws IOException {
    var out = directory.resolve("avro");

    var run =
        CommandRun.of(
            "decode",
            trace,
            "--definitions",
            definitions,
            "--format=avro",
            "--out=" + out,
            "--clock-offset-ns=5",
            "--host=h1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    try (var reader =
        new DataFileReader<GenericRecord>(
            out.resolve("stop.avro").toFile(), new GenericDatumReader<>())) {
      assertThat(reader.next().toString())
          .isEqualTo(
              "{\"meta\": {\"timestamp\": 2505, \"host\": \"h1\", \"vm\": \"\", \"pid\": 42,"
                  + " \"tid\": null}, \"cpu\": 16, \"ret\": -5}");
      assertThat(reader.hasNext()).isFalse();
    }
    assertThat(out.resolve("tick.avro")).exists();
  }

  @Test
  void asksWhereAvroFilesGo() {
    assertThat(CommandRun.of("decode", trace, "--format", "avro"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: --format avro writes a file per event; say where with --out DIR\n"));
  }

  @Test
  void exitsOneWithReasonsAndOffsetsIfAnythingIsRejected() throws IOException {
    var bytes = simpleTrace();
    var cut = Files.write(directory.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 3));

    assertThat(CommandRun.of("decode", cut.toString(), "--definitions", definitions))
        .isEqualTo(
            new CommandRun(
                1,
                "tick n 18446744073709551615 why 'a b'\n",
                """
                %s: 1 event, 1 dropped record (7 events lost), 45 bytes rejected
                  TRUNCATED: 1 time, 45 bytes
                    TRUNCATED: the source ends 45 bytes into a record, at byte 159
                """
                    .formatted(cut)));
  }

  @Test
  void saysWhichDefinitionsAreMissing() {
    var run = CommandRun.of("decode", trace);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("UNKNOWN_EVENT: the definitions have no event 'tick'; give those QEMU was built")
        .containsPattern(
            "\\n  none of its events is one of the built-in definitions \\([\\d,]+ events\\);"
                + " give those of the QEMU that wrote it with --definitions\\n$");
  }

  @Test
  void decodesLogs() throws IOException {
    var log =
        Files.writeString(
            directory.resolve("qemu.log"),
            "2026-11-22T17:04:10.5Z tick n 3 why ''\nqemu: hello\nstop cpu (nil) ret 0\n");

    assertThat(CommandRun.of("decode", log.toString(), "--definitions", definitions, "--stamps"))
        .isEqualTo(
            new CommandRun(
                0,
                """
                1795367050500000000 0 tick n 3 why ''
                0 0 stop cpu (nil) ret 0
                """,
                log + ": 2 events, 0 dropped records, 1 other line, 0 bytes rejected\n"));
  }

  @Test
  void endsQuietlyWhenNobodyReadsOn() {
    var err = new ByteArrayOutputStream();
    var console = new Console(new ClosedPipe(), new PrintStream(err, true, UTF_8), Map.of(), false);

    assertThat(Qtrace.run(console, "decode", trace, "--definitions", definitions)).isZero();
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void saysWhenTheTraceIsNotThere() {
    assertThat(CommandRun.of("decode", "/nowhere"))
        .isEqualTo(
            new CommandRun(1, "", "qtrace: /nowhere: cannot read the trace: no such file\n"));
  }

  private static byte[] simpleTrace() {
    var out = ByteBuffer.wrap(new byte[1000]).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    var names = List.of("tick", "stop");
    for (int id = 0; id < names.size(); id++) {
      out.putLong(0).putLong(id).putInt(4).put(names.get(id).getBytes(ISO_8859_1));
    }
    out.putLong(1).putLong(0).putLong(1000).putInt(24 + 15).putInt(42);
    out.putLong(-1).putInt(3).put("a b".getBytes(ISO_8859_1));
    out.putLong(1).putLong(-2).putLong(3000).putInt(32).putInt(42).putLong(7);
    out.putLong(1).putLong(1).putLong(2500).putInt(40).putInt(42).putLong(16).putLong(-5);
    var bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** What a pipe does when {@code head} has seen enough. */
  private static final class ClosedPipe extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
