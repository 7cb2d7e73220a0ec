package io.qtrace.cli.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.qtrace.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces that are no plain files, not whole, or of another time. */
@Timeout(60)
class TraceInputTest {

  private static final String LINE =
      "2026-01-02T03:04:02.%06dZ kvm_convert_memory start 0x%x000 size 0x1000 private_to_shared%n";

  /** Decodes to as many lines. */
  private static final int LINES = 20_000;

  private static byte[] log() {
    var text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append(LINE.formatted(i, 1 + i * 7919 % LINES));
    }
    return text.toString().getBytes(UTF_8);
  }

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("trace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip"})
  void decodesWhatCanBeHadOfDamagedCompression(String compression) throws IOException {
    var whole = compression.equals("zstd") ? Zstd.compress(log()) : gzip(log());
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    for (var format : new String[] {"text", "json"}) {
      var run = CommandRun.of("decode", file.toString(), "--format", format);
      long events = run.out().lines().count();

      assertThat(events).isBetween(LINES / 4L, LINES - 1L);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .startsWith("%s: decoded before it stopped: %,d events,".formatted(file, events))
          .containsPattern(
              "\nqtrace: %s: cannot read the trace: its %s data ends too early or is damaged: [\\d,]+ bytes could be unpacked, and no more \\(.+\\); copy the file again\n$"
                  .formatted(file, compression));
    }
    var conversions = CommandRun.of("conversions", file.toString(), "--format=csv");
    assertThat(conversions.exitCode()).isEqualTo(1);
    assertThat(conversions.err())
        .contains(" events, 0 dropped records", "no conversions", "copy the file again\n");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void refusesOtherCompressionsByName() throws IOException {
    Files.write(file, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4});

    for (var command : new String[] {"decode", "conversions"}) {
      assertThat(CommandRun.of(command, file.toString()))
          .isEqualTo(
              new CommandRun(
                  1,
                  "",
                  "qtrace: %s: cannot read the trace: it is compressed with xz, and only zstd and gzip are read; unpack it with 'xz -dc' first\n"
                      .formatted(file)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decode %s",
        "decode %s --format simpletrace",
        "decode %s --input-format log",
        "decode %s --format json",
        "decode %s --format json --clock-offset-ns 5",
        "conversions %s --format csv",
        "conversions %s --format csv --clock-offset-ns 5"
      })
  @Tag("long")
  void readsAPipeOnce(String command) throws Exception {
    Files.write(file, log());
    var expected = CommandRun.of(command.formatted(file).split(" "));
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var writer = CompletableFuture.runAsync(() -> copy(file, pipe));

    var run = CommandRun.of(command.formatted(pipe).split(" "));

    writer.get(10, TimeUnit.SECONDS);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(expected.out());
    assertThat(run.err())
        .contains(pipe + ": %,d events, 0 dropped records, 0 bytes rejected\n".formatted(LINES));
  }

  private static void copy(Path from, Path pipe) {
    try (var out = Files.newOutputStream(pipe)) {
      Files.copy(from, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void saysThatADirectoryIsNoTrace() {
    assertThat(CommandRun.of("decode", directory.toString()).err())
        .isEqualTo(
            "qtrace: %s: cannot read the trace: it is a directory; name the file\n"
                .formatted(directory));
  }

  @Test
  void saysWhenJavaCanNotOpenAName() {
    assertThat(CommandRun.of("decode", "/tmp/caf\uFFFD.log").err())
        .isEqualTo(
            "qtrace: /tmp/caf\uFFFD.log: cannot read the trace: no such file: Java opens only names that are UTF-8, and this one is not; rename it, or give a symbolic link to it\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--anchor=0001-01-01T00:00:00Z | its last event would be at 0001-01-01T00:00:00Z (as given), and times are from 1677-09-21 to 2262-04-11; say when it was with --anchor TIME or --clock-offset-ns",
        "--anchor=+1000000000-01-01T00:00:00Z | its last event would be at +1000000000-01-01T00:00:00Z (as given), and times are from 1677-09-21 to 2262-04-11; say when it was with --anchor TIME or --clock-offset-ns",
        "--anchor=mtime | its last event would be at 2400-01-01T00:00:00Z (the file's modification time), and times are from 1677-09-21 to 2262-04-11; say when it was with --anchor TIME or --clock-offset-ns",
        "--clock-offset-ns=9223372036854775807 | with a clock offset of 9223372036854775807 ns (clock offset as given) its event at 1000 ns would not be from 1677-09-21 to 2262-04-11, as times are; correct --clock-offset-ns or --anchor",
      })
  void refusesTimesThatCanNotBeTold(String option, String message) throws Exception {
    Files.write(file, oneEvent(1000));
    // Java itself sets no time that nanoseconds cannot tell
    var touch = new ProcessBuilder("touch", "-d", "2400-01-01T00:00:00Z", file.toString());
    assertThat(touch.start().waitFor()).isZero();

    for (var command : new String[] {"decode --format=json", "conversions"}) {
      var run = CommandRun.of((command + " " + file + " " + option).split(" "));

      assertThat(run).isEqualTo(new CommandRun(1, "", "qtrace: %s: %s\n".formatted(file, message)));
    }
  }

  @Test
  void decodesAtTheEdgesOfTime() throws IOException {
    Files.write(file, oneEvent(1000));
    for (var time :
        new String[] {"1677-09-21T00:12:43.145225192Z", "2262-04-11T23:47:16.854775807Z"}) {
      var run = CommandRun.of("decode", file.toString(), "--format=json", "--anchor=" + time, "-q");

      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("\"timestamp\":\"" + time + "\"");
    }
  }

  /** A simple trace with one kvm_run_exit. */
  private static byte[] oneEvent(long timestampNs) {
    var name = "kvm_run_exit".getBytes(UTF_8);
    var out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    out.putLong(0).putLong(0).putInt(name.length).put(name);
    out.putLong(1).putLong(0).putLong(timestampNs).putInt(40).putInt(42).putLong(1).putLong(3);
    return Arrays.copyOf(out.array(), out.position());
  }
}
