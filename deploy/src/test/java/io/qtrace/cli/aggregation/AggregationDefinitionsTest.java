package io.qtrace.cli.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregations, and the definitions of the events that they ask of. */
class AggregationDefinitionsTest {

  @TempDir Path directory;

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static String aggregation(String json) {
    return json.replaceFirst(".*\"aggregation\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void checksFilesAgainstDefinitions() throws IOException {
    var file = write("a.yaml", AggregateCommandTest.DISCARDS);

    assertThat(CommandRun.of("aggregations", "check", file))
        .isEqualTo(
            new CommandRun(
                0,
                """
                discards  10s, 1m/20s windows  n, large, bytes, per_second, least, most, mean, latest, places, size by rbname
                  the built-in definitions: active: ram_block_discard_range
                1 aggregation
                """,
                ""));

    var bad = write("b.yaml", AggregateCommandTest.DISCARDS.replace("sum(length)", "sum(lenght)"));
    assertThat(CommandRun.of("aggregations", "check", bad))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                qtrace: %1$s has 1 error
                %1$s:10:18: error: ram_block_discard_range has no 'lenght'; it has rbname, hva, length, need_madvise, need_fallocate and ret; did you mean 'length'?
                        bytes: sum(lenght)
                                   ^~~~~~
                """
                    .formatted(bad)));
    assertThat(CommandRun.of("aggregations", "check", "/nowhere").err())
        .isEqualTo("qtrace: /nowhere: cannot read the aggregations: no such file\n");
    assertThat(CommandRun.of("aggregations"))
        .isEqualTo(
            new CommandRun(2, "", "qtrace: which command?; see 'qtrace aggregations --help'\n"));
  }

  @Test
  void answersWhatTheShippedFileAsksAndSaysWhatTheDefinitionsLack() throws IOException {
    var trace =
        write("small.log", "2026-01-02T03:04:00.000100Z kvm_run_exit cpu_index 0, reason 2\n");

    var run =
        CommandRun.of("aggregate", trace, "--aggregations=aggregations/qemu.yaml", "--format=json");

    assertThat(run.out().lines().map(AggregationDefinitionsTest::aggregation))
        .containsExactly("kvm-exits", "event-rate");
    assertThat(run.err())
        .doesNotContain("error:")
        .contains("there is no event 'virtio_balloon_to_target' in the built-in definitions (");
  }

  @Test
  void refusesAFileThatAsksNothingOfTheseDefinitions() throws IOException {
    var trace =
        write("small.log", "2026-01-02T03:04:00.000100Z kvm_run_exit cpu_index 0, reason 2\n");
    var file =
        write(
            "a.yaml",
            "aggregations: [{name: a, from: nvme_*, window: 1s, measures: {n: count}}]\n");

    var run = CommandRun.of("aggregate", trace, "--aggregations=" + file, "-q");

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: %s: nothing in it has events in the built-in definitions; give the trace-events-all of the QEMU that wrote the trace with --definitions\n"
                    .formatted(file)));
  }
}
