package io.qtrace.topology;

import static io.qtrace.topology.AggregationTopologyTest.EXITS;
import static io.qtrace.topology.AggregationTopologyTest.exits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.testing.CapturedLog;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A file of aggregations is edited while the stage runs. */
@Tag("slow")
class AggregationEditsTest {

  @RegisterExtension private final DeclaredFile file = DeclaredFile.temporary();

  private void declare(String window, String more) throws IOException {
    file.write(EXITS.formatted(window, more));
  }

  private List<String> sentences(DecodeDriver driver) {
    return file.results(driver, "exits").stream().map(AggregationTopologyTest::sentence).toList();
  }

  @Test
  void changesAtTheNextWindowAndLosesNone() throws IOException {
    declare("10s", "");
    var declarations = file.open();
    var driver = file.driver(declarations);
    driver.send(exits(1, 2).of("vm-7"));
    declare("10s", "    where: reason == 2 && cpu_index == 0");
    declarations.look();

    driver.send(exits(3, 4, 9, 12, 15, 26, 27).of("vm-7"));

    var results = file.results(driver, "exits");
    assertThat(results)
        .extracting(AggregationTopologyTest::sentence)
        .containsExactly("vm-7 10s 12:00:00: 2=5", "vm-7 10s 12:00:10: 2=2");
    assertThat(results.get(0).get("definition")).isNotEqualTo(results.get(1).get("definition"));
  }

  @Test
  void changesInTheMiddleOfAnEditAfterARestart() throws IOException {
    declare("1m/10s", "");
    var declarations = file.open();
    var first = file.driver(declarations);
    first.send(exits(1, 2).of("vm-7"));
    declare("1m/10s", "    where: cpu_index == 0");
    declarations.look();
    first.send(exits(3, 12).of("vm-7"));
    assertThat(sentences(first)).isEmpty();

    var second = file.driver();
    first.moveStateTo(second);
    second.send(exits(13, 15, 21, 66, 126).of("vm-7"));
    second.fallSilent();

    var minutes = new TreeMap<String, String>();
    for (var result : file.results(second, "exits")) {
      minutes.merge(
          AggregationTopologyTest.sentence(result),
          String.valueOf(result.get("definition")),
          (one, other) -> "twice");
    }
    assertThat(minutes).doesNotContainValue("twice");
    assertThat(new HashSet<>(minutes.values())).hasSize(2);
    assertThat(minutes.keySet())
        .startsWith("vm-7 1m/10s 11:59:10: 2=3", "vm-7 1m/10s 11:59:20: 2=6")
        .as("the last window of the old one, the first of the new one")
        .contains("vm-7 1m/10s 12:00:00: 2=7", "vm-7 1m/10s 12:00:10: 2=4");
  }

  @Test
  void cutsWindowsShortOfWhatIsTakenOutOfTheFile() throws IOException {
    declare("10s", "");
    var declarations = file.open();
    var driver = file.driver(declarations);
    driver.send(exits(1, 2).of("vm-7"));
    file.write("aggregations: [{name: all, from: $event, window: 10s, measures: {n: count}}]");
    declarations.look();

    driver.send(exits(3, 4, 12, 26, 27).of("vm-7"));

    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:00: 2=2, incomplete");
    assertThat(file.results(driver, "all"))
        .extracting(result -> result.get("n"), result -> result.get("complete"))
        .containsExactly(tuple(1L, true));
  }

  @Test
  void leavesThoseInForceThatABrokenFileHadAndSaysSoOnce() throws IOException {
    declare("10s", "");
    var declarations = file.open();
    var driver = file.driver(declarations);
    declare("10s", "    where: raeson == 2");
    try (var log = new CapturedLog(AggregationFile.class)) {
      declarations.look();
      declarations.look();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .contains(".yaml has changed, but has 1 error; the aggregations before stay in force")
          .contains("'raeson'");
    }
    driver.send(exits(1, 2, 16, 17).of("vm-7"));
    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:00: 2=2");
  }

  @Test
  void countsByTheOldOneThoughItHadNothingYetInTheWindow() throws IOException {
    declare("10s", "");
    var declarations = file.open();
    var driver = file.driver(declarations);
    driver.send(new GuestLog().line(1, "vm_state_notify running 1 reason 0 (r)").of("vm-7"));
    declare("10s", "    where: cpu_index == 9");
    declarations.look();

    driver.send(exits(2, 3, 4, 12, 26, 27).of("vm-7").from("log;offset=99"));

    assertThat(sentences(driver)).containsExactly("vm-7 10s 12:00:00: 2=3");
  }
}
