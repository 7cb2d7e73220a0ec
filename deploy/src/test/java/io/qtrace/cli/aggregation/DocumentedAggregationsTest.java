package io.qtrace.cli.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/aggregations.md that stand there with their traces. */
class DocumentedAggregationsTest {

  @TempDir Path directory;

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private void check(String name, Path definitions, int events) throws IOException {
    var docs = Files.readString(Path.of("../docs/aggregations.md"));
    var section = docs.substring(docs.indexOf("  - name: " + name));
    var trace = write("qemu.log", block(section, "```log\n"));
    var file = write("a.yaml", "aggregations:\n" + aggregation(name));
    var expected = section.substring(section.indexOf("--aggregations "));

    assertThat(docs).contains(aggregation(name).replaceAll("    doc: .*\n", ""));
    assertThat(
            CommandRun.of(
                "aggregate", trace, "--definitions=" + definitions, "--aggregations=" + file))
        .isEqualTo(
            new CommandRun(
                0,
                block(expected, "\n"),
                "%s: %d events, 0 dropped records, 0 bytes rejected\n".formatted(trace, events)));
  }

  @Test
  void saysHowLongAGuestWasInEachRunState() throws IOException {
    check("run-state-time", Path.of("src/main/resources/io/qtrace/demo/trace-events"), 7);
  }

  @Test
  void saysHowABalloonCameToBeOfAnotherSize() throws IOException {
    var definitions =
        write(
            "trace-events-all",
            "virtio_balloon_to_target(uint64_t target, uint32_t num_pages) \"balloon target: 0x%\"PRIx64\" num_pages: %d\"\n");

    check("balloon", Path.of(definitions), 5);
  }

  private static String block(String docs, String begin) {
    int from = docs.indexOf(begin) + begin.length();
    return docs.substring(from, docs.indexOf("```", from));
  }

  /** As the shipped file has it. */
  private static String aggregation(String name) throws IOException {
    var shipped = Files.readString(Path.of("aggregations/qemu.yaml")) + "\n";
    int from = shipped.indexOf("  - name: " + name);
    return shipped.substring(from, shipped.indexOf("\n\n", from) + 1);
  }
}
