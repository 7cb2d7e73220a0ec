package io.qtrace.cli.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/aggregations.md. */
class AggregateStatesTest {

  @TempDir Path directory;

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void saysHowLongAGuestWasInEachRunState() throws IOException {
    var docs = Files.readString(Path.of("../docs/aggregations.md"));
    var trace = write("run.log", block(docs, "```log\n"));
    var file = write("run.yaml", "aggregations:\n" + aggregation("run-state-time"));
    var expected = block(docs, "--aggregations run.yaml\n");

    assertThat(docs).contains(aggregation("run-state-time").replaceAll("    doc: .*\n", ""));
    assertThat(
            CommandRun.of(
                "aggregate",
                trace,
                "--definitions=src/main/resources/io/qtrace/demo/trace-events",
                "--aggregations=" + file))
        .isEqualTo(
            new CommandRun(
                0, expected, trace + ": 7 events, 0 dropped records, 0 bytes rejected\n"));
  }

  private static String block(String docs, String begin) {
    int from = docs.indexOf(begin) + begin.length();
    return docs.substring(from, docs.indexOf("```", from));
  }

  /** As the shipped file has it. */
  private static String aggregation(String name) throws IOException {
    var shipped = Files.readString(Path.of("aggregations/qemu.yaml"));
    int from = shipped.indexOf("  - name: " + name);
    return shipped.substring(from, shipped.indexOf("\n\n", from) + 1);
  }
}
