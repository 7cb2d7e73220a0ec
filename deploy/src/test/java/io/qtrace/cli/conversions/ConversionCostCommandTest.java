package io.qtrace.cli.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code qtrace conversions} says of a VM besides its RAM blocks. */
class ConversionCostCommandTest {

  /**
   * A page to private whose discard fails, a request for a device, and a VM that is stopped for a
   * minute.
   */
  private static final String LOG =
      """
      2026-01-02T03:04:00.000100Z kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0
      2026-01-02T03:04:00.000200Z qemu_ram_alloc_shared pc.ram size 2147483648 max_size 2147483648 fd 5 host 0x7f0000000000
      2026-01-02T03:04:02.000100Z kvm_run_exit cpu_index 0, reason 39
      2026-01-02T03:04:02.000150Z kvm_memory_fault start 0x1000 size 0x1000 flags 0x8
      2026-01-02T03:04:02.000200Z kvm_convert_memory start 0x1000 size 0x1000 shared_to_private
      2026-01-02T03:04:02.000300Z ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'populated' to 'discarded'
      2026-01-02T03:04:02.000400Z ram_block_discard_range pc.ram@0x7f0000001000 + 0x1000: madvise: 1 fallocate: 1 ret: -12
      2026-01-02T03:04:02.000500Z kvm_run_exit cpu_index 0, reason 3
      2026-01-02T03:04:02.000600Z kvm_convert_memory start 0xfec00000 size 0x1000 private_to_shared
      2026-01-02T03:04:02.000700Z kvm_run_exit cpu_index 0, reason 2
      2026-01-02T03:04:11.000000Z vm_state_notify running 0 reason 4 (paused)
      2026-01-02T03:05:11.000000Z vm_state_notify running 1 reason 9 (running)
      2026-01-02T03:05:12.000000Z kvm_run_exit cpu_index 0, reason 2
      """;

  @TempDir Path directory;
  private String trace = "";

  @BeforeEach
  void write() throws IOException {
    trace = Files.writeString(directory.resolve("qemu.log"), LOG).toString();
  }

  @Test
  void printsATable() {
    var run = CommandRun.of("conversions", trace);

    assertThat(run.out().lines().skip(1).map(line -> line.substring(0, 63).stripTrailing()))
        .containsExactly(
            "2026-01-02T03:04:00Z        10s  pc.ram                       1",
            "2026-01-02T03:04:00Z        10s  (refused)                    1",
            "2026-01-02T03:04:00Z        10s  (failed discards)            1",
            "2026-01-02T03:04:10Z        10s  (stops)                      1",
            "2026-01-02T03:05:10Z        10s  (continues)                  1");
    assertThat(run.err()).contains("  refused: 1 discard-failed, 1 nothing-there\n");
  }

  /** What can be summed up stands once in a window, the rest in each line. */
  @Test
  void printsCsv() {
    var run = CommandRun.of("conversions", trace, "--format=csv", "-q");

    var lines = run.out().lines().map(line -> List.of(line.split(",", -1))).toList();
    int first = lines.get(0).indexOf("phase");
    assertThat(
            lines.stream()
                .map(line -> line.get(2) + "|" + String.join(",", line.subList(first, first + 10))))
        .containsExactly(
            "block|phase,vcpus,vcpuConversions,mostOfOneVcpu,refused,failedDiscards,restarts,resets,stops,continues",
            "pc.ram|firmware,1,1,1,,,,,,",
            "|firmware,1,1,1,1,1,0,0,0,0",
            "|firmware,0,0,0,0,0,0,0,1,0",
            "|firmware,0,0,0,0,0,0,0,0,1");
  }

  @Test
  void printsJson() {
    var run = CommandRun.of("conversions", trace, "--format=json", "--window=1h", "-q");

    assertThat(run.out().lines().filter(line -> line.contains("\"scope\":\"vm\"")))
        .singleElement()
        .asString()
        .contains("\"refused\":1", "\"failedDiscards\":1", "\"byVcpu\":{\"0\":1}")
        .contains("\"stops\":1", "\"continues\":1", "\"phase\":\"firmware\"");
  }
}
