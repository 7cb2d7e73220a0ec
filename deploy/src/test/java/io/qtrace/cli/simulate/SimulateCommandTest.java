package io.qtrace.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {

  @TempDir Path directory;

  private CommandRun simulate(String... options) {
    var args = new ArrayList<>(List.of("simulate", "--out", out().toString()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private Path out() {
    return directory.resolve("sim");
  }

  private List<Path> traces() throws IOException {
    try (var all = Files.walk(out())) {
      return all.filter(file -> file.toString().matches(".*\\.(simple|log)")).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "calm, simple",
    "calm, log",
    "storm, simple",
    "storm, log",
    "fleet, simple",
    "fleet, log"
  })
  @Tag("long")
  void conversionsAgreeWithTheTruth(String scenario, String format) throws IOException {
    var run =
        simulate(
            "--scenario",
            scenario,
            "--format",
            format,
            "--vms",
            "4",
            "--hosts",
            "2",
            "--duration",
            "25s",
            "--rate",
            "2k");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(traces()).hasSize(4);
    for (var trace : traces()) {
      assertThat(CommandRun.of("decode", trace.toString()).err()).contains(" 0 bytes rejected");
      requireTruth(trace);
    }
  }

  /** No block may be wrong; one may be absent where the trace does not say its name. */
  private void requireTruth(Path trace) throws IOException {
    var csv = directory.resolve("attribution.csv");
    Files.deleteIfExists(csv);
    var run = CommandRun.of("conversions", trace.toString(), "--attribution", csv.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    var blocks = new HashMap<String, String>();
    rows(csv).forEach(row -> blocks.put(row.get("file_offset"), row.get("block")));
    var truth = rows(Path.of(trace + ".truth.csv"));
    assertThat(blocks).hasSameSizeAs(truth);
    long absent = 0;
    for (var row : truth) {
      var block = blocks.get(row.get("file_offset"));
      absent += block.isEmpty() ? 1 : 0;
      assertThat(block).as("%s %s", trace, row).isIn("", row.get("block"), region(row));
    }
    boolean hasLosses = run.err().contains("events lost");
    if (!hasLosses && truth.stream().noneMatch(row -> row.get("ambiguous").equals("1"))) {
      assertThat(absent).as(run.err()).isLessThanOrEqualTo(truth.size() / 10);
    }
  }

  /** Until a discard tells the block's name, what an allocation said of its region is known. */
  private static String region(Map<String, String> row) {
    return row.get("block").replaceFirst(".*/", "");
  }

  private static List<Map<String, String>> rows(Path csv) throws IOException {
    var lines = Files.readAllLines(csv).stream().filter(line -> !line.startsWith("#")).toList();
    var columns = lines.get(0).split(",", -1);
    var rows = new ArrayList<Map<String, String>>();
    for (var line : lines.subList(1, lines.size())) {
      var values = line.split(",", -1);
      var row = new HashMap<String, String>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], values[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void saysWhatItWrote() throws IOException {
    var run = simulate("--vms", "1", "--duration", "1s");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .matches(
            "\\Q%s\\E: 1 files, [\\d,]+ events, [\\d,]+ state changes, 0 events dropped, [\\d,]+ bytes\n"
                .formatted(out()));
    assertThat(out().resolve("fleet.json")).exists();
    assertThat(out().resolve("trace-events-all")).exists();
  }

  @Test
  void saysThatThereAreNoConversions() throws IOException {
    var definitions =
        Files.writeString(
            directory.resolve("events"),
            "kvm_run_exit(int cpu_index, uint32_t reason) \"cpu_index %d, reason %d\"\n");

    var run = simulate("--definitions", definitions.toString(), "--duration", "2s");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .startsWith(
            "qtrace: %s: neither ram_block_attributes_state_change nor kvm_convert_memory is declared in it, so the traces have no page conversions\n"
                .formatted(definitions));
  }

  @Test
  void refusesDefinitionsOfWhichNothingIsSimulated() throws IOException {
    var definitions = Files.writeString(directory.resolve("events"), "foo(int a) \"a %d\"\n");

    assertThat(simulate("--definitions", definitions.toString()))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: %s: none of the events that are simulated is declared in it; give the trace-events-all of a QEMU build\n"
                    .formatted(definitions)));
  }

  @Test
  void touchesNoDirectoryThatHasSomething() throws IOException {
    Files.createDirectories(out());
    var mine = Files.writeString(out().resolve("mine"), "text");

    assertThat(simulate())
        .isEqualTo(
            new CommandRun(
                2, "", "qtrace: --out %s: is not empty; name a new directory\n".formatted(out())));
    assertThat(mine).hasContent("text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --vms 0            | 2 | --vms 0: has to be from 1 to 100,000
          --hosts 0          | 2 | --hosts 0: has to be from 1 to 10,000
          --duration 5       | 2 | invalid value for option '--duration': '5' is not a duration such as 30s, 5m or 80us; see 'qtrace simulate --help'
          --duration 0       | 2 | invalid value for option '--duration': 0: has to be more than 0; see 'qtrace simulate --help'
          --rate fast        | 2 | invalid value for option '--rate': 'fast' is not a number such as 500, 50k or 1.5M; see 'qtrace simulate --help'
          --qemu 3.1         | 2 | --qemu 3.1: not simulated; choose 7.2, 10.0, 10.2 or 11.0
          --prefix iso       | 2 | --prefix is of log lines; add --format log
          --scenario nowhere | 1 | --scenario nowhere: cannot read it: no such file; name a file, or one of calm, storm, fleet
          """)
  void refusesWhatItCanNotDo(String options, int exitCode, String message) {
    assertThat(simulate(options.split(" ")))
        .isEqualTo(new CommandRun(exitCode, "", "qtrace: " + message + "\n"));
    assertThat(out()).doesNotExist();
  }

  @Test
  void showsWhereAScenarioIsWrong() throws IOException {
    var scenario = Files.writeString(directory.resolve("my.yaml"), "guests:\n  cpus: 4\n");

    assertThat(simulate("--scenario", scenario.toString()))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                qtrace: %1$s has 1 error
                %1$s:2:3: error: unknown key 'cpus'; known are memory, vcpus, start-within, numa, hugetlb, named-memory, idle, hot
                    cpus: 4
                    ^~~~
                """
                    .formatted(scenario)));
  }
}
