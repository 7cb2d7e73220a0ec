package io.qtrace.cli.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code qtrace decode --format perfetto}: all that is on the timeline, and where. */
class TimelineTest {

  private static final String MAP =
      """
      2026-01-02T03:04:00.000100Z kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0
      2026-01-02T03:04:01.000100Z qemu_ram_alloc_shared pc.ram size 2147483648 max_size 2147483648 fd 5 host 0x7f0000000000
      """;

  /** Asked for and done, 100 us later; and one that nobody asked for. */
  private static final String CONVERSIONS =
      """
      2026-01-02T03:04:02.000100Z kvm_run_exit cpu_index 3, reason 39
      2026-01-02T03:04:02.000200Z kvm_convert_memory start 0x1000 size 0x1000 private_to_shared
      2026-01-02T03:04:02.000300Z ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'discarded' to 'populated'
      2026-01-02T03:04:02.000800Z ram_block_attributes_state_change offset 0x2000 size 0x1000 from 'discarded' to 'populated'
      """;

  @TempDir Path directory;

  private List<JsonNode> timeline(String log, String... more) throws IOException {
    var file = Files.writeString(directory.resolve("qemu.log"), log);
    var arguments = new ArrayList<>(List.of("decode", file.toString(), "--format", "perfetto"));
    arguments.addAll(List.of(more));
    var run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    var whole = new ObjectMapper().readTree(run.out());
    assertThat(whole.get("displayTimeUnit").asText()).isEqualTo("ns");
    var entries = new ArrayList<JsonNode>();
    whole.get("traceEvents").forEach(entries::add);
    return entries;
  }

  private static List<String> texts(List<JsonNode> entries, Predicate<JsonNode> which) {
    return entries.stream().filter(which).map(JsonNode::toString).toList();
  }

  private static Predicate<JsonNode> is(String field, String value) {
    return entry -> entry.path(field).asText().equals(value);
  }

  /** Times count from the second in front of the first event. */
  @Test
  void hasEachEventOnItsVcpu() throws IOException {
    var entries = timeline(MAP + CONVERSIONS);

    assertThat(texts(entries, is("cat", "event"))).hasSize(6);
    assertThat(texts(entries, is("name", "kvm_run_exit")))
        .containsExactly(
            "{\"name\":\"kvm_run_exit\",\"cat\":\"event\",\"ph\":\"i\",\"s\":\"t\",\"ts\":3000100.0,\"pid\":0,\"tid\":16777219,\"args\":{\"cpu_index\":3,\"reason\":39}}");
    assertThat(texts(entries, entry -> entry.path("tid").asInt() == 16777219))
        .anyMatch(row -> row.contains("\"thread_name\"") && row.contains("\"vCPU 3\""));
  }

  @Test
  void hasConversionsAsSpansFromRequestToChange() throws IOException {
    assertThat(texts(timeline(MAP + CONVERSIONS), is("ph", "X")))
        .containsExactly(
            "{\"name\":\"to shared\",\"ph\":\"X\",\"ts\":3000200.0,\"cat\":\"conversion\",\"pid\":0,\"tid\":16777219,\"dur\":100.0,"
                + "\"args\":{\"block\":\"pc.ram\",\"offset\":\"0x1000\",\"size\":4096,\"cause\":null,\"rule\":\"map\",\"latencyNs\":100000}}");
  }

  /** Several may be under way at once, which no row shows. */
  @Test
  void hasConversionsOfNobodyKnownBesideEachOther() throws IOException {
    var entries = timeline(MAP + CONVERSIONS);

    assertThat(texts(entries, is("ph", "b")))
        .containsExactly(
            "{\"name\":\"to shared\",\"ph\":\"b\",\"ts\":3000800.0,\"cat\":\"conversion\",\"pid\":0,\"tid\":0,\"id\":1,"
                + "\"args\":{\"block\":\"pc.ram\",\"offset\":\"0x2000\",\"size\":4096,\"cause\":null,\"rule\":\"only-fit\",\"latencyNs\":null}}");
    assertThat(texts(entries, is("ph", "e"))).hasSize(1).first().asString().contains("\"id\":1");
  }

  /** A rate ends with its window; what is shared is so at its end. */
  @Test
  void hasWindowsAsCounters() throws IOException {
    var later = CONVERSIONS.replace("03:04:02", "03:04:05").replace("offset 0x", "offset 0x9");
    assertThat(texts(timeline(MAP + CONVERSIONS + later), is("ph", "C")))
        .containsExactly(
            rates(3, 2, 0),
            shared(4, "0.0078125"),
            rates(4, 0, 0),
            rates(6, 2, 0),
            shared(7, "0.015625"),
            rates(7, 0, 0));
  }

  private static String rates(int second, int toShared, int toPrivate) {
    return "{\"name\":\"conversions/s pc.ram\",\"ph\":\"C\",\"ts\":%d000000.0,\"pid\":0,\"args\":{\"to shared\":%d.0,\"to private\":%d.0}}"
        .formatted(second, toShared, toPrivate);
  }

  private static String shared(int second, String mebibytes) {
    return "{\"name\":\"shared MiB pc.ram\",\"ph\":\"C\",\"ts\":%d000000.0,\"pid\":0,\"args\":{\"shared\":%s}}"
        .formatted(second, mebibytes);
  }

  @Test
  void hasEventsOnTheirThreads() throws IOException {
    var log =
        """
        11@1795367219.000001:kvm_run_exit cpu_index 3, reason 39
        12@1795367219.000002:runstate_set current_run_state 9 (running) new_state 4 (paused)
        """;
    var entries = timeline(log, "--vm", "vm-7");

    assertThat(texts(entries, is("ph", "M")))
        .allMatch(name -> name.contains("thread") || name.contains("vm-7 (QEMU 0)"))
        .hasSize(3);
    assertThat(entries.stream().filter(is("ph", "i")).map(entry -> entry.get("tid").asInt()))
        .containsExactly(11, 12);
  }

  @Test
  void isOneObjectThoughThereIsNothing() throws IOException {
    assertThat(timeline("hello\n", "--allow-empty")).isEmpty();
  }
}
