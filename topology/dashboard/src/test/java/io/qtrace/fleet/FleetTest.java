package io.qtrace.fleet;

import static io.qtrace.fleet.Sample.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.fleet.result.KnownAggregation;
import io.qtrace.fleet.window.Columns;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class FleetTest {

  private static final long PLENTY = 1 << 20;

  private final Fleet fleet = new Fleet(PLENTY);

  @Test
  void aRowIsOfTheNewestWindowAndOfWhatWasLastTold() {
    fleet.add(Sample.block("vm-1", "pc.ram", 0, 100));
    fleet.add(Sample.block("vm-1", "pc.bios", 0, 40));
    fleet.add(Sample.block("vm-1", "pc.ram", 1, 200));
    fleet.add(Sample.rollup("vm-1", 1, 200));

    long newest = START.plusSeconds(20).toEpochMilli();
    assertThat(fleet.rows())
        .containsExactly(
            new VmRow(
                "vm-1",
                "host-1",
                20,
                240 * Sample.PAGE,
                3,
                4,
                "running",
                newest,
                List.of("pc.bios", "pc.ram")));
  }

  @Test
  void theShortestLengthCountsWhicheverComesFirst() {
    var minute = Sample.block("vm-1", "pc.ram", 0, 6000);
    minute.setWindow("1m");
    minute.setWindowEnd(START.plusSeconds(60));
    fleet.add(minute);
    assertThat(fleet.rows().get(0).conversionsPerSecond()).isEqualTo(100);
    fleet.add(Sample.block("vm-1", "pc.ram", 0, 50));
    assertThat(fleet.rows().get(0).conversionsPerSecond()).isEqualTo(5);
    assertThat(fleet.vm("vm-1").orElseThrow().blocks())
        .extracting(Line::window)
        .containsExactly("10s", "1m");
  }

  @Test
  void totalsAreOfTheNewestWindowsUnlessTheFleetHasItsOwn() {
    fleet.add(Sample.block("silent", "pc.ram", 0, 1000));
    fleet.add(Sample.block("vm-1", "pc.ram", 5, 100));
    fleet.add(Sample.block("vm-2", "pc.ram", 5, 50));
    assertThat(fleet.state().totals()).isEqualTo(new Totals(3, 15, 1150 * Sample.PAGE, 6, 6));
    fleet.add(Sample.rollup("", 5, 170));
    assertThat(fleet.state().totals().conversionsPerSecond()).isEqualTo(17);
    assertThat(fleet.state().history())
        .containsExactly(new FleetPoint("10s", START.plusSeconds(50).toEpochMilli(), 17));
  }

  @Test
  void resultsOfHostsAreNotKept() {
    var host = Sample.rollup("", 0, 1);
    host.setScope("host");
    fleet.add(host);
    assertThat(fleet.rows()).isEmpty();
    assertThat(fleet.state().newestMs()).isEmpty();
  }

  @Test
  void aVmHasItsWindows() {
    for (int i = 0; i < 3; i++) {
      fleet.add(Sample.block("vm-1", "pc.ram", i, i));
      fleet.add(Sample.rollup("vm-1", i, i));
    }
    var vm = fleet.vm("vm-1").orElseThrow();
    int count = Columns.OF_BLOCK.index("count");
    assertThat(vm.blocks().get(0).windows())
        .extracting(window -> window.values()[count])
        .containsExactly(0L, 1L, 2L);
    int phase = Columns.OF_VM.index("phase");
    assertThat(vm.texts().text(vm.rollups().get(0).windows().get(2).values()[phase]))
        .isEqualTo("running");
    assertThat(fleet.vm("vm-2")).isEmpty();
  }

  @Test
  void vmsWithoutResultsForLongestMakeRoom() {
    var small = new Fleet(40_000);
    for (int vm = 0; vm < 100; vm++) {
      small.add(Sample.block("vm-" + vm, "pc.ram", vm, 10));
      small.add(Sample.block("vm-0", "pc.ram", vm, 10));
      assertThat(small.state().historyBytes()).isLessThanOrEqualTo(30_000);
    }
    assertThat(small.rows()).extracting(VmRow::vm).contains("vm-0", "vm-99");
    assertThat(small.rows()).extracting(VmRow::vm).doesNotContain("vm-1", "vm-50");
    assertThat(small.state().forgottenVms()).isEqualTo(100L - small.rows().size());
    assertThat(small.takeChange().removed()).contains("vm-1").doesNotContain("vm-0");
  }

  @Test
  @Tag("slow")
  void tenThousandVmsOfFourBlocksFit() {
    var large = new Fleet(256L << 20);
    for (int vm = 0; vm < 10_000; vm++) {
      for (int block = 0; block < 4; block++) {
        for (int window = 0; window < 90; window++) {
          large.add(Sample.block("vm-" + vm, "ram-node" + block, window, 1000 + vm));
        }
      }
    }
    assertThat(large.state().forgottenVms()).isZero();
    assertThat(large.rows()).hasSize(10_000);
  }

  @Test
  void tellsWhatHasChangedOnce() {
    fleet.add(Sample.block("vm-1", "pc.ram", 0, 10));
    fleet.add(Sample.rollup("", 0, 10));
    fleet.add("a", Sample.alert("vm-1", "firing"));
    var first = fleet.takeChange();
    assertThat(first.vms()).extracting(VmRow::vm).containsExactly("vm-1");
    assertThat(first.state().history()).hasSize(1);
    assertThat(first.alerts()).hasSize(1);
    var second = fleet.takeChange();
    assertThat(second.vms()).isEmpty();
    assertThat(second.state().history()).isEmpty();
    assertThat(second.alerts()).isEmpty();
  }

  @Test
  void alertsAndSourcesAreTheLastOfTheirKeys() {
    fleet.add("a", Sample.alert("vm-1", "firing"));
    fleet.add("b", Sample.alert("vm-2", "firing"));
    fleet.add("a", Sample.alert("vm-1", "resolved"));
    fleet.add("s", Sample.source("vm-1"));
    assertThat(fleet.alerts())
        .extracting(alert -> alert.getState())
        .containsExactly("firing", "resolved");
    fleet.remove("b");
    fleet.remove("s");
    assertThat(fleet.alerts()).hasSize(1);
    assertThat(fleet.sources()).isEmpty();
  }

  @Test
  void aggregationsAreWhatTheirTopicsAndResultsTell() {
    fleet.exists("accesses", "qtrace-aggregation-accesses");
    fleet.add("accesses", Sample.aggregated("vm-1", 0));
    fleet.add("unknown", Sample.aggregated("vm-1", 0));
    assertThat(fleet.aggregations())
        .containsExactly(
            new KnownAggregation(
                "accesses",
                "qtrace-aggregation-accesses",
                "How often memory is accessed",
                List.of("10s"),
                List.of("address"),
                List.of("accesses", "perSecond")));
    assertThat(fleet.aggregationsOf("vm-1")).containsExactly("accesses");
    assertThat(fleet.aggregationsOf("vm-2")).isEmpty();
    assertThat(fleet.takeChange().results()).containsEntry("accesses", 1);
  }

  @Test
  void resultsOfAggregationsAreBoundedByTimeAndBytes() {
    fleet.exists("accesses", "qtrace-aggregation-accesses");
    for (int i = 0; i < 1000; i++) {
      fleet.add("accesses", Sample.aggregated("vm-1", i));
    }
    assertThat(fleet.results("accesses")).hasSizeBetween(60, 91);
    assertThat(fleet.state().historyBytes()).isLessThanOrEqualTo(PLENTY / 4);
  }

  @Test
  void saysHowFarReadingBackIs() {
    assertThat(fleet.state().progress()).hasValue(0);
    fleet.readBack(OptionalDouble.empty());
    assertThat(fleet.state().progress()).isEmpty();
  }
}
