package io.qtrace.cli.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@Timeout(60)
class InspectCommandTest {

  private static final String EVENT = "kvm_run_exit cpu_index 0, reason 2";

  @TempDir Path directory;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file"), bytes);
  }

  private JsonNode finding(byte[] bytes, String... more) throws IOException {
    return Inspected.json(write(bytes), more);
  }

  /** First column: in front of an event; second: how inspect calls it; third: the clock. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          ``|none|none
          5019@1795368894.324831:|tid@time: (QEMU up to 10.0)|realtime
          2026-11-22T17:04:10.965564Z |ISO time (QEMU 10.1 and later, or a container's)|realtime
          2026-11-22T17:04:10.965564Z qemu-system-x86_64(4711:CPU 0/KVM): |ISO time (QEMU 10.1 and later, or a container's), program: (QEMU)|realtime
          4711@1795368894324831000 |pid@time (SystemTap)|realtime
              <...>-18384   [001] ...1.  5841.230716: tracing_mark_write: |ftrace|monotonic
              qemu-18384   [001]  5841.230716: print:     tracing_mark_write: |ftrace|monotonic
          <30>Nov 22 17:10:38 host qemu[4711]: |<priority> (syslog), syslog's time, host program[pid]: (syslog)|realtime
          Sun 2026-11-22 17:10:38 UTC host qemu[4711]: |journalctl -o short-full, host program[pid]: (syslog)|realtime
          [  123.456789] host qemu[4711]: |journalctl -o short-monotonic, host program[pid]: (syslog)|monotonic
          1795368894.324831 host qemu[4711]: |journalctl -o short-unix, host program[pid]: (syslog)|realtime
          2026-11-22 17:04:10.965+0000: |libvirt's time|realtime
          [2026-11-22 17:04:10] |[date time]|realtime
          2026-11-22T17:04:10.965564123Z stderr F |ISO time (QEMU 10.1 and later, or a container's), stderr F (CRI)|realtime
          """)
  void namesPrefixes(String prefix, String name, String clock) throws IOException {
    for (var end : new String[] {"\n", "\r\n"}) {
      var line = prefix + EVENT + end;

      var found = finding((line + line).getBytes(UTF_8));

      assertThat(found.get("what").asText()).isEqualTo("a log");
      assertThat(found.get("prefixes").toString()).isEqualTo("{\"" + name + "\":2}");
      assertThat(found.get("clock").asText()).isEqualTo(clock);
      assertThat(found.get("crLines").asInt()).isEqualTo(end.length() == 2 ? 2 : 0);
      assertThat(found.get("events").toString()).contains("\"event\":\"kvm_run_exit\",\"count\":2");
    }
  }

  @Test
  void namesPrefixesThatCarryAnyText() throws IOException {
    assertThat(prefixes("vm-1  | " + EVENT)).isEqualTo("{\"name | (docker compose)\":1}");
    assertThat(prefixes("\ufeff" + EVENT)).isEqualTo("{\"byte order mark\":1}");
    assertThat(prefixes("{\"log\":\"" + EVENT + "\\n\",\"stream\":\"stderr\"}"))
        .isEqualTo("{\"JSON (docker or the journal)\":1}");
    assertThat(prefixes("{\"MESSAGE\":\"5019@1795368894.324831:" + EVENT + "\",\"_PID\":\"4711\"}"))
        .isEqualTo("{\"JSON (docker or the journal), tid@time: (QEMU up to 10.0)\":1}");
  }

  private String prefixes(String line) throws IOException {
    return finding((line + "\n").getBytes(UTF_8)).get("prefixes").toString();
  }

  @Test
  void saysWhatIsInALog() throws IOException {
    var log =
        """
        2026-11-22T17:04:10.000000Z kvm_run_exit cpu_index 0, reason 2
        2026-11-22T17:04:11.000000Z kvm_run_exit cpu_index 1, reason 3
        2026-11-22T17:04:12.000000Z kvm_run_exit cpu_index x
        2026-11-22T17:04:12.000000Z virtio_notify vq 0x5
        qemu-system-x86_64: warning: something
        """;
    var file = write(Zstd.compress(log.getBytes(UTF_8)));
    var definitions =
        Files.writeString(directory.resolve("events"), "virtio_notify(void *vq) \"vq %p\"\n");

    var run = CommandRun.of("inspect", file.toString(), "--definitions", definitions.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith(
            """
            %s: a log
              compression   zstd
              size          %d bytes, %d compressed
              prefix        ISO time (QEMU 10.1 and later, or a container's): 4 lines
              clock         wall clock, 2026-11-22T17:04:10Z to 2026-11-22T17:04:11Z (1.0 s)
              definitions   built-in (44 events): decode 2 events, and leave 2 undecoded
                            %s (1 event): decode 1 event, and leave 3 undecoded
              events        kvm_run_exit                                        2           2.0/s
              undecoded     MISMATCH: 1 time, 52 bytes
                            at byte 126: column 52: expected\s"""
                .formatted(file, log.length(), Files.size(file), definitions))
        .endsWith(
            """
              other lines   2, of which 1 looks like an event
                            no event 'virtio_notify' is in the definitions: 2026-11-22T17:04:12.000000Z virtio_notify vq 0x5
              what to do    give the trace-events-all of the QEMU that wrote it with --definitions
            """);
  }

  @Test
  void saysOfWhichQemuASimpleTraceIs() throws IOException {
    var found = finding(simple(ByteOrder.BIG_ENDIAN, 4));

    assertThat(found.get("what").asText()).isEqualTo("a simple trace, version 4");
    assertThat(found.get("byteOrder").asText()).isEqualTo("big");
    assertThat(found.get("mappedEvents").asInt()).isEqualTo(2);
    assertThat(found.get("build").asText())
        .hasSize(16)
        .isEqualTo(finding(simple(ByteOrder.LITTLE_ENDIAN, 4)).get("build").asText());
    assertThat(found.get("clock").asText()).isEqualTo("monotonic");
    assertThat(found.get("droppedRecords").asInt()).isEqualTo(1);
    assertThat(found.get("lostEvents").asInt()).isEqualTo(7);
    assertThat(found.get("definitions").get(0).toString())
        .contains("\"decoded\":2,\"undecoded\":0,\"unknownMappings\":1");
  }

  @Test
  void saysWhatIsDamaged() throws IOException {
    byte[] whole = simple(ByteOrder.LITTLE_ENDIAN, 4);

    var cut = finding(Arrays.copyOf(whole, whole.length - 5));
    assertThat(cut.get("kind").asText()).isEqualTo("simple-trace");
    assertThat(cut.get("rejected").toString()).isEqualTo("{\"TRUNCATED\":1}");
    assertThat(cut.get("damage").get(0).get("offset").asInt()).isEqualTo(whole.length - 40 - 8);
    assertThat(finding(Arrays.copyOf(whole, 10)).get("what").asText())
        .isEqualTo("the beginning of a simple trace: its header is cut off");
    assertThat(finding(Arrays.copyOf(whole, 24)).get("what").asText())
        .isEqualTo("a simple trace, version 4");

    var old = finding(simple(ByteOrder.LITTLE_ENDIAN, 3));
    assertThat(old.get("kind").asText()).isEqualTo("unsupported-trace");
    assertThat(old.get("what").asText()).isEqualTo("a simple trace, version 3");
    var headerless = finding(records(ByteOrder.LITTLE_ENDIAN));
    assertThat(headerless.get("kind").asText()).isEqualTo("headerless-trace");
  }

  /** Of definitions that both leave much, those that know page conversions have more to say. */
  @Test
  void prefersDefinitionsThatKnowConversions() throws IOException {
    var old =
        Files.writeString(directory.resolve("old"), "tick(int n) \"%d\"\ntock(int n) \"%d\"\n");
    var change =
        "ram_block_attributes_state_change offset 0x%x000 size 0x1000 from 'discarded' to 'populated'\n";
    var log = new StringBuilder();
    for (int i = 1; i <= 10; i++) {
      log.append("tick %d\ntock %d\nno_such_event %d\n".formatted(i, i, i))
          .append(change.formatted(i));
    }
    var found = finding(log.toString().getBytes(UTF_8), "--definitions=" + old);

    assertThat(found.get("definitions").get(0).get("name").asText()).isEqualTo("built-in");
    assertThat(found.get("conversions").get("count").asInt()).isEqualTo(10);
    assertThat(found.get("advice").asText())
        .isEqualTo("give the trace-events-all of the QEMU that wrote it with --definitions");

    var ticks = finding("tick 1\ntock 2\n".getBytes(UTF_8), "--definitions=" + old);
    assertThat(ticks.get("definitions").get(0).get("name").asText()).isEqualTo(old.toString());
    assertThat(ticks.get("advice").asText()).isEmpty();
  }

  @Test
  void saysWhereDamageIsOnce() throws IOException {
    byte[] whole = simple(ByteOrder.LITTLE_ENDIAN, 4);
    var run = CommandRun.of("inspect", write(Arrays.copyOf(whole, whole.length - 5)).toString());

    assertThat(run.out())
        .contains(
            "at byte %d: the source ends 43 bytes into a record\n".formatted(whole.length - 48));
  }

  @Test
  void saysWhetherConversionsFindTheirBlocks() throws IOException {
    var log =
        """
        kvm_convert_memory start 0x1000 size 0x1000 private_to_shared
        ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'discarded' to 'populated'
        """;
    var run = CommandRun.of("inspect", write(log.getBytes(UTF_8)).toString());

    assertThat(run.out())
        .contains(
            "  conversions   1, of which 0 find their RAM block\n",
            "the trace has no kvm_run_exit, kvm_set_user_memory, by which conversions find their RAM blocks; add -trace 'kvm_run_exit' -trace 'kvm_set_user_memory' to QEMU's command line\n");
  }

  @Test
  void looksAtSeveralFilesAndAtStandardInput() throws IOException {
    var file = write((EVENT + "\n").getBytes(UTF_8)).toString();

    var run =
        CommandRun.reading(
            "\u007fELF".getBytes(ISO_8859_1), "inspect", file, "-", directory + "/none", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(file + ": a log\n", "standard input: a program or a core dump (ELF)\n");
    assertThat(run.err())
        .isEqualTo("qtrace: %s/none: cannot read the trace: no such file\n".formatted(directory));
    assertThat(CommandRun.of("inspect", "-", "-").err())
        .isEqualTo(
            "qtrace: standard input (-) can be read once only; name a file for the others\n");
  }

  @Test
  void asksKafkaForDefinitionsIfItIsToldWhereThatIs() throws IOException {
    var file = write((EVENT + "\n").getBytes(UTF_8)).toString();

    assertThat(CommandRun.of("inspect", file, "--bootstrap=localhost:1"))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: Kafka at localhost:1 cannot be reached: no broker answers; start it"
                    + " ('qtrace up'), or say where it is with --bootstrap\n"));
  }

  @Test
  void givesTerminalsNoControlCharactersOfNames() throws IOException {
    var file = Files.writeString(directory.resolve("a\u001b[31m\u009b.log"), EVENT + "\n");
    assertThat(CommandRun.of("inspect", file.toString()).out())
        .startsWith(directory.resolve("a\\x1b[31m\\x9b.log") + ": a log\n");
  }

  @Test
  void saysWhatToDoAboutWhatHasNoEventsNoEndOrDamage() throws IOException {
    byte[] whole = simple(ByteOrder.LITTLE_ENDIAN, 4);
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, whole.length - 40, whole.length - 8, (byte) 0xff);
    assertThat(finding(Arrays.copyOf(whole, 24)).get("advice").asText())
        .startsWith("it has no events yet: QEMU writes its buffer when 64 KiB are in it");
    assertThat(finding(Arrays.copyOf(whole, 30)).get("advice").asText())
        .startsWith("its end is missing: QEMU is still writing it, or was killed");
    assertThat(finding(damaged).get("advice").asText())
        .startsWith("what is damaged is lost, and all else is read");
  }

  /** Nanoseconds since 1970 are more than a double holds. */
  @Test
  void countsRatesToTheNanosecond() throws IOException {
    var log = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      log.append("5019@1795368894.%d24831:%s\n".formatted(3 + i, EVENT));
    }

    assertThat(finding(log.toString().getBytes(UTF_8)).get("events").toString())
        .isEqualTo("[{\"event\":\"kvm_run_exit\",\"count\":3,\"perSecond\":15.0}]");
  }

  /** A header, two mapping records, then {@link #records}. */
  private static byte[] simple(ByteOrder order, long version) {
    var out = ByteBuffer.allocate(1000).order(order);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(version);
    mapping(out, 0, "kvm_run_exit");
    mapping(out, 1, "no_such_event");
    out.put(records(order));
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void mapping(ByteBuffer out, long id, String name) {
    out.putLong(0).putLong(id).putInt(name.length()).put(name.getBytes(UTF_8));
  }

  private static byte[] records(ByteOrder order) {
    var out = ByteBuffer.allocate(1000).order(order);
    out.putLong(1).putLong(0).putLong(1_000_000_000L).putInt(40).putInt(42).putLong(1).putLong(3);
    out.putLong(1).putLong(-2).putLong(1_500_000_000L).putInt(32).putInt(42).putLong(7);
    out.putLong(1).putLong(0).putLong(2_000_000_000L).putInt(40).putInt(42).putLong(1).putLong(3);
    return Arrays.copyOf(out.array(), out.position());
  }
}
