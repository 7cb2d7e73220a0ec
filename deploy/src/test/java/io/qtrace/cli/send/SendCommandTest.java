package io.qtrace.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendCommandTest {

  @TempDir Path directory;

  @Test
  void asksForTheVm() {
    assertThat(CommandRun.of("send", "trace"))
        .isEqualTo(
            new CommandRun(
                2, "", "qtrace: missing required option: '--vm=ID'; see 'qtrace send --help'\n"));
  }

  @Test
  void noticesAMisspeltFileBeforeItLooksForKafka() {
    assertThat(CommandRun.of("send", "/nowhere", "--vm=v", "--bootstrap=localhost:1"))
        .isEqualTo(
            new CommandRun(1, "", "qtrace: /nowhere: cannot read the trace: no such file\n"));
  }

  @Test
  void hasNothingToAskKafkaOfAnEmptyFile() throws IOException {
    var empty = Files.createFile(directory.resolve("empty.log"));

    assertThat(CommandRun.of("send", empty.toString(), "--vm=v", "--bootstrap=localhost:1"))
        .isEqualTo(new CommandRun(0, "", empty + ": empty, nothing to send\n"));
  }

  @Test
  @Tag("long")
  void saysThatKafkaCanNotBeReached() throws IOException {
    var file = Files.writeString(directory.resolve("log"), "dma_map_wait dbs=0x1\n").toString();

    assertThat(CommandRun.of("send", file, "--vm=v", "--bootstrap=localhost:1"))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: Kafka at localhost:1 cannot be reached: no broker answers; start it"
                    + " ('qtrace up'), or say where it is with --bootstrap\n"));
    assertThat(CommandRun.of("send", file, "--vm=v", "--bootstrap=no.such.host.invalid:1").err())
        .startsWith("qtrace: Kafka at no.such.host.invalid:1 cannot be reached: No resolvable");
  }

  @Test
  void takesALogOnStandardInputAlone() {
    byte[] log = "dma_map_wait dbs=0x1\n".getBytes(UTF_8);
    var message =
        "qtrace: standard input is a log, which is sent as it comes until it ends: it goes with no"
            + " other FILE, nor with --wait or --again\n";

    assertThat(CommandRun.reading(log, "send", "-", "--vm=v", "--wait", "-b=localhost:1").err())
        .isEqualTo(message);
    assertThat(CommandRun.reading(log, "send", "-", "x", "--vm=v", "-b=localhost:1").err())
        .isEqualTo(message);
  }

  @Test
  @Tag("long")
  void takesWhatIsNoLogOnStandardInputAsAFile() {
    byte[] compressed = Zstd.compress("dma_map_wait dbs=0x1\n".getBytes(UTF_8));

    assertThat(
            CommandRun.reading(compressed, "send", "-", "--vm=v", "--wait", "-b=localhost:1").err())
        .startsWith("qtrace: Kafka at localhost:1 cannot be reached: ");
  }

  @Test
  void namesEachFileThatCanNotBeRead() {
    assertThat(CommandRun.of("send", "/no/a", "/no/b", "--vm=v", "--bootstrap=localhost:1"))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                qtrace: /no/a: cannot read the trace: no such file
                qtrace: /no/b: cannot read the trace: no such file
                qtrace: 2 of 2 files were not sent: /no/a, /no/b
                """));
  }

  @Test
  void refusesContradictions() throws IOException {
    var file = Files.writeString(directory.resolve("log"), "").toString();

    assertThat(CommandRun.of("send", file, "--vm=v", "--wait", "--no-wait", "-b=localhost:1").err())
        .isEqualTo("qtrace: --wait and --no-wait contradict each other; give one\n");
    assertThat(CommandRun.of("send", file, "--vm=v", "--anchor=tomorrow", "-b=localhost:1").err())
        .isEqualTo(
            "qtrace: invalid value for option '--anchor': 'tomorrow' is neither mtime nor now nor a"
                + " time such as 2026-11-22T17:04:10Z; see 'qtrace send --help'\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --vm=            | --vm: is empty; give the id that records and results shall have
          --chunk-bytes=0  | --chunk-bytes 0: give 1 to 4128768
          --chunk-bytes=-1 | --chunk-bytes -1: give 1 to 4128768
          --chunk-bytes=4200000 | --chunk-bytes 4200000: give 1 to 4128768
          """)
  void refusesWhatCanNotBeSent(String option, String sentence) throws IOException {
    var file = Files.writeString(directory.resolve("log"), "").toString();
    var vm = option.startsWith("--vm") ? "--no-wait" : "--vm=v";

    assertThat(CommandRun.of("send", file, option, vm, "-b=localhost:1"))
        .isEqualTo(new CommandRun(2, "", "qtrace: " + sentence + "\n"));
  }
}
