package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class InspectCommandTest {

  private static final String EVENT = "kvm_run_exit cpu_index 0, reason 2";

  @TempDir Path directory;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file"), bytes);
  }

  private JsonNode finding(byte[] bytes, String... more) throws IOException {
    var args = new String[3 + more.length];
    args[0] = "inspect";
    args[1] = write(bytes).toString();
    args[2] = "--format=json";
    System.arraycopy(more, 0, args, 3, more.length);
    var run = CommandRun.of(args);
    assertThat(run.err()).isEmpty();
    var found = new ObjectMapper().readTree(run.out());
    assertThat(run.exitCode()).isEqualTo(found.get("trace").asBoolean() ? 0 : 1);
    return found;
  }

  /** First column: first bytes of a file, with escapes as in Java; second: what it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          \\xfd7zXZ\\x00\\x00\\x04                       | compressed with xz
          BZh91AY&SY\\x12\\x34                           | compressed with bzip2
          \\x04"M\\x18d@\\xa7                            | compressed with lz4
          LZIP\\x01\\x0c                                 | compressed with lzip
          \\x5d\\x00\\x00\\x80\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00 | compressed with lzma
          PK\\x03\\x04\\x14\\x00                         | compressed with zip
          7z\\xbc\\xaf'\\x1c\\x00\\x04                   | compressed with 7z
          Rar!\\x1a\\x07\\x01\\x00                       | compressed with rar
          \\x1f\\x9d\\x90                                | compressed with compress
          \\x7fELF\\x02\\x01\\x01                        | a program or a core dump (ELF)
          \\x89PNG\\x0d\\x0a\\x1a\\x0a                   | a picture (PNG)
          \\xff\\xd8\\xff\\xe0\\x00\\x10JFIF             | a picture (JPEG)
          %PDF-1.7                                       | a document (PDF)
          \\xd4\\xc3\\xb2\\xa1\\x02\\x00\\x04\\x00       | a pcap
          \\xa1\\xb2\\x3c\\x4d\\x00\\x02\\x00\\x04       | a pcap
          \\x0a\\x0d\\x0d\\x0a\\x1c\\x00\\x00\\x00M<+\\x1a | a pcapng
          QFI\\xfb\\x00\\x00\\x00\\x03                   | a disk image (qcow2)
          SQLite format 3\\x00                           | a database (SQLite)
          <!DOCTYPE html><html>                          | a web page (HTML)
          <html><head>                                   | a web page (HTML)
          <?xml version="1.0"?>                          | XML
          !<arch>\\x0adebian-binary                      | an archive of ar, such as a Debian package
          Obj\\x01\\x04\\x14avro.codec                   | an Avro file
          PERFILE2\\x68                                  | a recording of perf (perf.data)
          \\x17\\x08Dtracing6                            | a trace of trace-cmd (trace.dat)
          \\xc1\\x1f\\xfc\\xc1\\x00                      | a trace in CTF, as LTTng writes it
          LPKSHHRH\\x00                                  | a file of the journal
          """)
  void namesWhatIsNoTrace(String bytes, String what) throws IOException {
    byte[] plain = unescaped(bytes);

    for (byte[] written : new byte[][] {plain, gzip(plain), Zstd.compress(plain)}) {
      var found = finding(written);

      assertThat(found.get("what").asText()).isEqualTo(what);
      assertThat(found.get("kind").asText()).isEqualTo("foreign");
      assertThat(found.get("advice").asText()).isNotEmpty();
    }
  }

  private static byte[] unescaped(String text) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\x", i)) {
        out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        out.write(text.charAt(i));
      }
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void namesOtherTexts() throws IOException {
    assertThat(what("{\n  \"a\": [1, 2],\n  \"b\": 3\n}\n")).isEqualTo("JSON");
    assertThat(what("[{\"event\": \"x\", \"count\": 5}, " + "{\"y\": 1},".repeat(2000)))
        .isEqualTo("JSON");
    assertThat(what("{\"msg\":\"hello\"}\n{\"msg\":\"you\"}\n"))
        .isEqualTo("JSON, and none of docker's or the journal's");
    assertThat(what("time,vm,count\n1,a,5\n2,b,6\n")).isEqualTo("a table (CSV)");
    assertThat(what("# comment\n\nfoo(int a) \"a %d\"\ndisable bar(void) \"\"\n"))
        .isEqualTo("definitions of trace events; they go to --definitions");
    assertThat(what("\ufefffoo(int a) \"a %d\"\n"))
        .isEqualTo("definitions of trace events; they go to --definitions");
    assertThat(what("kvm_run_exit 0.000 pid=42 cpu_index=0x0 reason=0x2\n"))
        .isEqualTo("what QEMU's simpletrace.py prints; give the trace itself");
    assertThat(what("1000 42 kvm_run_exit cpu_index 0, reason 2\n"))
        .isEqualTo("what 'qtrace decode --stamps' prints; give the trace itself");
    assertThat(what("Dear all,\nthis is a letter.\n"))
        .isEqualTo("text, and no line looks like an event");
    assertThat(what("")).isEqualTo("empty");
    for (var charset : new java.nio.charset.Charset[] {UTF_16, UTF_16LE}) {
      assertThat(finding((EVENT + "\n").getBytes(charset)).get("what").asText())
          .isEqualTo("UTF-16 text, as PowerShell's '>' writes it");
    }
    var tar = new byte[1024];
    System.arraycopy("trace.log".getBytes(UTF_8), 0, tar, 0, 9);
    System.arraycopy("ustar\u000000".getBytes(UTF_8), 0, tar, 257, 8);
    assertThat(finding(tar).get("what").asText()).isEqualTo("a tar archive");
    assertThat(finding(new byte[] {7, 0, 0, 0, 5, 0, 0, 0}).get("what").asText())
        .isEqualTo("no text, and nothing that is known");
    assertThat(
            finding(Arrays.copyOf(gzip("x".repeat(500).getBytes(UTF_8)), 10)).get("what").asText())
        .isEqualTo("the beginning of something compressed with gzip");
  }

  private String what(String text) throws IOException {
    var found = finding(text.getBytes(UTF_8));
    assertThat(found.get("trace").asBoolean()).isFalse();
    return found.get("what").asText();
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
                            %s (1 events): decode 1 events, and leave 3 undecoded
              events        kvm_run_exit                                        2           2.0/s
              undecoded     MISMATCH: 1 times, 52 bytes
                            at byte 126: column 52: expected\s"""
                .formatted(file, log.length(), Files.size(file), definitions))
        .endsWith(
            """
              other lines   2, of which 1 look like events
                            no event 'virtio_notify' is in the definitions: 2026-11-22T17:04:12.000000Z virtio_notify vq 0x5
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
        .isEqualTo("qtrace: %s/none: can not read the trace: no such file\n".formatted(directory));
    assertThat(CommandRun.of("inspect", "-", "-").err())
        .isEqualTo(
            "qtrace: standard input (-) can be read once only; name a file for the others\n");
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
