package io.qtrace.cli.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/operations.md is made by the code of {@code qtrace size}. */
class SizeTableTest {

  private static final Path PAGE = Path.of("../docs/operations.md");
  private static final Path MEASURED = Path.of("../docs/performance.md");
  private static final String BEGIN = "<!-- fleets -->\n";
  private static final String END = "<!-- end of fleets -->";

  @Test
  void isWhatTheCommandComputes() throws IOException {
    var page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    var table = SizeText.table(Stream.of(100, 1000, 10_000, 100_000).map(Fleet::of).toList());
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    }

    assertThat(page.substring(from, to))
        .as("%s; -Dqtrace.goldens.write=true writes it", PAGE)
        .isEqualTo(table);
  }

  @Test
  void restsOnNumbersThatAreDocumented() throws IOException {
    assertThat(Files.readString(MEASURED))
        .contains("421,641", "557,531", "59 B", "376 MB", "5,774,047 events")
        .contains("## Memory of a VM", "## Simulated traces", "## Following a host");
  }

  @Test
  void growsWithTheFleet() {
    var plans = Stream.of(100, 1000, 10_000, 100_000).map(Fleet::of).map(Plan::of).toList();

    assertThat(plans).extracting(Plan::rawPartitions).isSorted();
    assertThat(plans).extracting(Plan::instances).isSorted();
    assertThat(plans).extracting(Plan::brokers).isSorted();
    assertThat(plans)
        .allSatisfy(
            plan ->
                assertThat(plan.instances() * plan.threads())
                    .isLessThanOrEqualTo(plan.rawPartitions()));
    assertThat(List.of(plans.get(2).rawPartitions(), plans.get(2).threads()))
        .containsExactly(128, 4);
  }
}
