package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pairs whose start and end are in different chunks, with a restart of the stage between them. */
@Tag("slow")
class AggregatedPairsTest {

  private static final String BETWEEN_EXITS =
      """
      aggregations:
        - name: between-exits
          pair: {start: kvm_run_exit, end: kvm_run_exit, by: cpu_index, within: 20s}
          where: end.reason == 2
          group-by: [end.cpu_index]
          window: 10s
          measures: {n: count, longest: max(latency_ms), before: last(start.reason)}
      """;

  @RegisterExtension private final DeclaredFile file = DeclaredFile.temporary();

  /** {@code cpu=1 n=2 longest=1000.0} and ends without a start. */
  private List<String> sentences(DecodeDriver driver) {
    return file.results(driver, "between-exits").stream()
        .map(
            result ->
                "cpu=%s n=%s longest=%s before=%s unmatched=%s"
                    .formatted(
                        result.get("endCpuIndex"),
                        result.get("n"),
                        result.get("longest"),
                        result.get("before"),
                        result.get("unmatchedEnds")))
        .toList();
  }

  private static GuestLog exits(double... seconds) {
    return AggregationTopologyTest.exits(seconds); // on vCPUs 0, 1 and 2 in turn
  }

  @Test
  void findsStartsBehindARestart() throws IOException {
    file.write(BETWEEN_EXITS);
    var first = file.driver();
    first.send(exits(1, 2, 4).of("vm-7"));

    var second = file.driver();
    first.moveStateTo(second);
    second.send(exits(5, 7.5, 16, 17).of("vm-7"));
    second.fallSilent();

    assertThat(sentences(second))
        .containsExactly(
            "cpu=1 n=2 longest=3500.0 before=2 unmatched=2",
            "cpu=2 n=1 longest=3000.0 before=2 unmatched=2",
            "cpu=1 n=1 longest=8500.0 before=2 unmatched=0",
            "cpu=2 n=1 longest=12000.0 before=2 unmatched=0");
  }

  @Test
  void goesOnWithStartsBehindAnEditAndARestart() throws IOException {
    file.write(BETWEEN_EXITS);
    var first = file.driver();
    first.send(exits(1).of("vm-7"));
    file.write(BETWEEN_EXITS.replace("== 2", "< 3"));
    var second = file.driver();
    first.moveStateTo(second);
    second.send(exits(4, 13, 28, 29).of("vm-7"));
    second.fallSilent();

    assertThat(sentences(second))
        .containsExactly(
            "cpu=1 n=1 longest=3000.0 before=2 unmatched=1",
            "cpu=1 n=1 longest=9000.0 before=2 unmatched=0",
            "cpu=1 n=1 longest=15000.0 before=2 unmatched=1");
  }
}
