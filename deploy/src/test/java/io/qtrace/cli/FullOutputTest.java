package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a full disk or device does to each thing that is written. */
class FullOutputTest {

  private static final Path FULL = Path.of("/dev/full");
  private static final String WHY =
      " cannot be written: No space left on device; free some, or write elsewhere\n";

  @TempDir Path directory;
  private String log = "";

  @BeforeEach
  void write() throws IOException {
    log =
        Files.writeString(
                directory.resolve("qemu.log"),
                """
                2026-01-02T03:04:02.000200Z kvm_convert_memory start 0x1000 size 0x1000 private_to_shared
                2026-01-02T03:04:02.000300Z ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'discarded' to 'populated'
                """)
            .toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decode %s",
        "decode %s --stamps",
        "decode %s --format simpletrace",
        "decode %s --format json",
        "conversions %s",
        "conversions %s --format json",
        "conversions %s --format csv",
        "schemas",
        "config",
        "completion",
        "alerts check alerts/rules.yaml",
        "--version",
        "--help",
        "decode --help"
      })
  void namesStandardOutput(String command) {
    var run = onFullStandardOutput(command.formatted(log).split(" "));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith("qtrace: standard output" + WHY);
    assertThat(run.err()).doesNotContain("internal error", "\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "simpletrace", "json"})
  @EnabledOnOs(OS.LINUX)
  void namesTheFileAndSumsUpWhatWasDecoded(String format) {
    var run = CommandRun.of("decode", log, "--format=" + format, "--out", FULL.toString());

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                1,
                "",
                log
                    + ": decoded before it stopped: 2 events, 0 dropped records, 0 bytes rejected\n"
                    + "qtrace: --out /dev/full"
                    + WHY));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesTheAvroFile() throws IOException {
    var out = Files.createDirectory(directory.resolve("events"));
    var file =
        Files.createSymbolicLink(out.resolve("ram_block_attributes_state_change.avro"), FULL);

    var run = CommandRun.of("decode", log, "--format=avro", "--out", out.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith("qtrace: " + file + WHY);
    assertThat(out.resolve("kvm_convert_memory.avro")).as("closed all the same").isNotEmptyFile();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesTheAttribution() {
    var run = CommandRun.of("conversions", log, "--attribution", FULL.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(log + ": 2 events, 0 dropped records, 0 bytes rejected\n")
        .endsWith("qtrace: --attribution /dev/full" + WHY);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesTheSchema() throws IOException {
    var out = Files.createDirectory(directory.resolve("avsc"));
    var file = Files.createSymbolicLink(out.resolve("kvm_convert_memory.avsc"), FULL);

    assertThat(CommandRun.of("schemas", "--out", out.toString()))
        .isEqualTo(new CommandRun(1, "", "qtrace: " + file + WHY));
  }

  @Test
  void saysWhenAFileCanNotBeCreated() {
    var missing = directory.resolve("no/events.txt");

    assertThat(CommandRun.of("decode", log, "--out", missing.toString()).err())
        .isEqualTo(
            "qtrace: --out %s cannot be written: no such directory; write elsewhere\n"
                .formatted(missing));
    assertThat(CommandRun.of("decode", log, "--out", directory.toString()).err())
        .isEqualTo(
            "qtrace: --out %s cannot be written: it is a directory; write elsewhere\n"
                .formatted(directory));
  }

  private static CommandRun onFullStandardOutput(String... arguments) {
    var err = new ByteArrayOutputStream();
    var console = new Console(new Full(), new PrintStream(err, true, UTF_8), Map.of(), false);
    return new CommandRun(Qtrace.run(console, arguments), "", err.toString(UTF_8));
  }

  private static final class Full extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
