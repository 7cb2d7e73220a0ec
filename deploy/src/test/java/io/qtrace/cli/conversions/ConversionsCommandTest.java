package io.qtrace.cli.conversions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import io.qtrace.definition.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionsCommandTest {

  /** A page to shared and back, one without a request, and one a minute later. */
  private static final String LOG =
      """
      2026-01-02T03:04:00.000100Z kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0
      2026-01-02T03:04:00.000200Z kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x4 gpa=0xffc00000 size=0x400000 ua=0x7f8000000000 guest_memfd=10 guest_memfd_offset=0x0 ret=0
      2026-01-02T03:04:01.000100Z qemu_ram_alloc_shared pc.ram size 2147483648 max_size 2147483648 fd 5 host 0x7f0000000000
      2026-01-02T03:04:01.000200Z qemu_ram_alloc_shared pc.bios size 4194304 max_size 4194304 fd 6 host 0x7f8000000000
      2026-01-02T03:04:02.000100Z kvm_run_exit cpu_index 0, reason 3
      2026-01-02T03:04:02.000200Z kvm_convert_memory start 0x1000 size 0x1000 private_to_shared
      2026-01-02T03:04:02.000300Z ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'discarded' to 'populated'
      2026-01-02T03:04:02.000400Z kvm_run_exit cpu_index 0, reason 3
      2026-01-02T03:04:02.000500Z kvm_convert_memory start 0x1000 size 0x1000 shared_to_private
      2026-01-02T03:04:02.000600Z ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'populated' to 'discarded'
      2026-01-02T03:04:02.000700Z ram_block_discard_range pc.ram@0x7f0000001000 + 0x1000: madvise: 1 fallocate: 0 ret: 0
      2026-01-02T03:04:02.000800Z ram_block_attributes_state_change offset 0x2000 size 0x1000 from 'discarded' to 'populated'
      2026-01-02T03:05:02.000100Z kvm_run_exit cpu_index 0, reason 39
      2026-01-02T03:05:02.000200Z kvm_convert_memory start 0xffc03000 size 0x2000 private_to_shared
      2026-01-02T03:05:02.000300Z ram_block_attributes_state_change offset 0x3000 size 0x2000 from 'discarded' to 'populated'
      """;

  @TempDir Path directory;
  private String trace = "";

  @BeforeEach
  void write() throws IOException {
    trace = Files.writeString(directory.resolve("qemu.log"), LOG).toString();
  }

  @Test
  void printsATableOfWindows() {
    assertThat(CommandRun.of("conversions", trace))
        .isEqualTo(
            new CommandRun(
                0,
                """
                window start             window  RAM block          conversions     per s to shared to private ping-pong  shared MiB   split  p99 shared p99 private  complete
                2026-01-02T03:04:00Z        10s  pc.ram                       2       0.2         1          1         1         0.0       0      100 us      100 us  no: 1 unattributed
                2026-01-02T03:04:00Z        10s  (unattributed)               1       0.1                                                                             no: 1 unattributed
                2026-01-02T03:05:00Z        10s  pc.bios                      1       0.1         1          0         0         0.0       1      100 us           -  yes
                """,
                """
                %1$s: 15 events, 0 dropped records, 0 bytes rejected
                %1$s: 4 conversions: 3 by map, 1 by unattributed
                  pc.bios: 2 pages shared at the end, 1 split frame
                  pc.ram: 0 pages shared at the end, 0 split frames
                """
                    .formatted(trace)));
  }

  @Test
  void printsCsv() {
    var run = CommandRun.of("conversions", trace, "--format=csv", "--vm=vm-7", "-q");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().map(line -> columns(line, 15)))
        .containsExactly(
            "vm,host,block,windowStart,windowEnd,count,toShared,toPrivate,bytesToShared,bytesToPrivate,"
                + "conversionsPerSecond,toSharedPerSecond,toPrivatePerSecond,bytesToSharedPerSecond,"
                + "bytesToPrivatePerSecond",
            "vm-7,,pc.ram,2026-01-02T03:04:00Z,2026-01-02T03:04:10Z,2,1,1,4096,4096,0.2,0.1,0.1,409.6,409.6",
            "vm-7,,,2026-01-02T03:04:00Z,2026-01-02T03:04:10Z,1,1,0,4096,0,0.1,0.1,0.0,409.6,0.0",
            "vm-7,,pc.bios,2026-01-02T03:05:00Z,2026-01-02T03:05:10Z,1,1,0,8192,0,0.1,0.1,0.0,819.2,0.0");
  }

  @Test
  void printsWhichWindowsTheyAreAndWhatTheyLackAsCsv() {
    var run = CommandRun.of("conversions", trace, "--format=csv", "--window=10s,1m/30s", "-q");

    var lines = run.out().lines().map(line -> List.of(line.split(",", -1))).toList();
    var header = lines.get(0);
    int first = header.indexOf("complete");
    assertThat(header.subList(first, first + 4))
        .containsExactly("complete", "window", "unattributed", "missingEvents");
    assertThat(
            lines.stream()
                .map(line -> line.get(2) + " " + String.join(" ", line.subList(first, first + 4))))
        .containsExactlyInAnyOrder(
            "block complete window unattributed missingEvents",
            "pc.ram false 10s 1 ",
            " false 10s 1 ",
            "pc.bios true 10s 0 ",
            "pc.ram false 1m/30s 1 ",
            " false 1m/30s 1 ",
            "pc.ram false 1m/30s 1 ",
            " false 1m/30s 1 ",
            "pc.bios true 1m/30s 0 ",
            "pc.bios true 1m/30s 0 ");
  }

  @Test
  void saysWhichEventsTheTraceShouldHaveHad() throws IOException {
    var text =
        LOG.lines()
            .filter(line -> !line.contains("kvm_set_user_memory") && !line.contains("kvm_run_exit"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    var poor = Files.writeString(directory.resolve("poor.log"), text);

    var run = CommandRun.of("conversions", poor.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .endsWith(
            poor
                + ": the trace has no kvm_run_exit, kvm_set_user_memory, by which conversions find"
                + " their RAM blocks; add -trace 'kvm_run_exit' -trace 'kvm_set_user_memory' to"
                + " QEMU's command line\n");
    assertThat(CommandRun.of("conversions", poor.toString(), "-q").err()).isEmpty();
  }

  @Test
  void saysWhichEventsTheDefinitionsLack() throws IOException {
    var definitions =
        Files.writeString(
            directory.resolve("trace-events"),
            new String(Definitions.system().text(), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("kvm_run_exit"))
                .collect(Collectors.joining("\n", "", "\n")));
    var text = LOG.replaceAll("(?m)^.*kvm_run_exit.*\n", "");
    var poor = Files.writeString(directory.resolve("poor.log"), text);

    var run = CommandRun.of("conversions", poor.toString(), "--definitions=" + definitions);

    assertThat(run.err())
        .endsWith(
            poor
                + ": the trace has no kvm_run_exit, by which conversions find their RAM blocks; add"
                + " -trace 'kvm_run_exit' to QEMU's command line (the definitions do not have"
                + " kvm_run_exit)\n");
  }

  private static String columns(String line, int count) {
    return List.of(line.split(",", -1)).subList(0, count).stream().collect(Collectors.joining(","));
  }

  @Test
  void printsJson() {
    var run = CommandRun.of("conversions", trace, "--format=json", "--window=1m", "-q");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(4)
        .anyMatch(line -> line.contains("\"block\":\"pc.bios\"") && line.contains("\"count\":1"))
        .anyMatch(line -> line.contains("\"scope\":\"vm\"") && line.contains("\"unattributed\":1"));
  }

  @Test
  void writesTheBlockOfEachStateChange() throws IOException {
    var changes = directory.resolve("changes.csv");

    var run = CommandRun.of("conversions", trace, "--attribution=" + changes, "-q");

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(changes))
        .isEqualTo(
            """
            ordinal,file_offset,timestamp_ns,block,offset,size,from,to,rule,latency_ns,vcpu,thread_id
            0,%d,1767323042000300000,pc.ram,0x1000,0x1000,discarded,populated,map,100000,0,
            1,%d,1767323042000600000,pc.ram,0x1000,0x1000,populated,discarded,map,100000,0,
            2,%d,1767323042000800000,,0x2000,0x1000,discarded,populated,unattributed,,,
            3,%d,1767323102000300000,pc.bios,0x3000,0x2000,discarded,populated,map,100000,0,
            """
                .formatted(
                    position("02.000300Z"),
                    position("02.000600Z"),
                    position("02.000800Z"),
                    LOG.lastIndexOf("2026-01-02T03:05:02.000300Z")));
  }

  private static int position(String second) {
    return LOG.indexOf("2026-01-02T03:04:" + second);
  }

  @Test
  void saysWhatIsWrongWithAWindow() {
    assertThat(CommandRun.of("conversions", trace, "--window", "10s/3s"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: --window: a window of 10000 ms cannot advance by 3000 ms; the size has to"
                    + " be a multiple of it\n"));
    assertThat(CommandRun.of("conversions", trace, "--grace=-1"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: invalid value for option '--grace': '-1' is not a duration such as 5s or 1m; see 'qtrace conversions --help'\n"));
  }

  @Test
  void asksForStateChangesIfThereAreNone() throws IOException {
    var other =
        Files.writeString(
            directory.resolve("o.log"), "vm_state_notify running 1 reason 9 (running)\n");

    assertThat(CommandRun.of("conversions", other.toString()))
        .isEqualTo(
            new CommandRun(
                0,
                "",
                """
                %1$s: 1 event, 0 dropped records, 0 bytes rejected
                %1$s: no conversions; was ram_block_attributes_state_change traced?
                """
                    .formatted(other)));
  }

  @Test
  void exitsOneIfAnythingIsRejected() throws IOException {
    var text =
        LOG
            + "2026-01-02T03:05:03Z kvm_convert_memory start 0xffc03000 size what"
            + " private_to_shared\n";
    var damaged = Files.writeString(directory.resolve("d.log"), text);

    var run = CommandRun.of("conversions", damaged.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines().filter(line -> line.contains("pc.bios")))
        .singleElement()
        .asString()
        .endsWith("no: up to 1 event lost");
    assertThat(run.err()).contains("MISMATCH: 1 time");
  }

  @Test
  void saysWhenTheTraceIsNotThere() {
    assertThat(CommandRun.of("conversions", "/nowhere"))
        .isEqualTo(
            new CommandRun(1, "", "qtrace: /nowhere: cannot read the trace: no such file\n"));
  }

  @Test
  void readsTheBundledCapture() throws IOException {
    var capture = directory.resolve("cvm.simple.zst");
    var definitions = directory.resolve("trace-events");
    copy("cvm.simple.zst", capture);
    copy("trace-events", definitions);

    var run =
        CommandRun.of(
            "conversions",
            capture.toString(),
            "--definitions=" + definitions,
            "--clock-offset-ns=0",
            "--window=1h",
            "--format=csv");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().skip(1)).hasSize(3); // two blocks, and what only the VM has
    assertThat(run.err())
        .isEqualTo(
            """
            %1$s: clock: clock offset as given
            %1$s: 74,026 events, 0 dropped records, 0 bytes rejected
            %1$s: 7,680 conversions: 7,680 by map
              refused: 14 nothing-there
              pc.bios: 132 pages shared at the end, 1 split frame
              pc.ram: 19,224 pages shared at the end, 110 split frames
            """
                .formatted(capture));
  }

  private static void copy(String name, Path to) throws IOException {
    try (var in = ConversionsCommandTest.class.getResourceAsStream("/io/qtrace/demo/" + name)) {
      assertThat(in).as(name).isNotNull();
      Files.copy(in, to);
    }
  }
}
