package io.qtrace.cli.size;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import org.junit.jupiter.api.Test;

class SizeCommandTest {

  @Test
  void printsAPlanAConfigurationAndWhatTheyAreComputedOf() {
    var run = CommandRun.of("size", "--vms", "10000", "--events-per-vm", "100");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("10,000 VMs on 500 hosts, 1,000,000 events/s\n")
        .contains(
            "qtrace-raw          128 partitions; they cannot be raised later",
            "decode stage        3 x 4 threads, a core each",
            "  topics.partitions.raw=128\n",
            "  threads=4\n",
            "421,641 on two cores with the broker beside it: performance.md");
  }

  @Test
  void needsLessWhereRoutesDropEvents() {
    assertThat(CommandRun.of("size", "--vms=10000", "--typed-percent=10").out())
        .contains("typed events        7.5 MB/s\n");
    assertThat(CommandRun.of("size", "--vms=10000").out())
        .contains("typed events        75 MB/s\n");
  }

  @Test
  void refusesWhatNoPlanIsFor() {
    assertThat(CommandRun.of("size", "--vms=1000000", "--events-per-vm=1000000"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: --vms 1000000 --events-per-vm 1000000: 1,000,000,000,000 events/s are"
                    + " more than any plan of one cluster is for; at most 1,000,000,000\n"));
    assertThat(CommandRun.of("size", "--typed-percent=101").err())
        .isEqualTo("qtrace: --typed-percent 101: has to be from 1 to 100\n");
  }
}
