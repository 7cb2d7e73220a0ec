package io.qtrace.cli.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.qtrace.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no traces. */
@Tag("slow")
@Timeout(60)
class InspectForeignFilesTest {

  private static final String EVENT = "kvm_run_exit cpu_index 0, reason 2";

  @TempDir Path directory;

  private JsonNode finding(byte[] bytes, String... more) throws IOException {
    return Inspected.json(Files.write(directory.resolve("file"), bytes), more);
  }

  /** First column: first bytes of a file, with escapes as in Java; second: what it is. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/io/qtrace/cli/inspect/foreign.csv",
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 100_000)
  void namesWhatIsNoTrace(String bytes, String what) throws IOException {
    byte[] plain = unescaped(bytes);

    for (byte[] written : new byte[][] {plain, gzip(plain), Zstd.compress(plain)}) {
      var found = finding(written);

      assertThat(found.get("what").asText()).isEqualTo(what);
      assertThat(found.get("kind").asText()).isEqualTo("foreign");
      assertThat(found.get("advice").asText()).isNotEmpty();
    }
  }

  @Test
  void namesADiskByItsBootSector() throws IOException {
    var disk = new byte[4096];
    disk[0] = (byte) 0xeb;
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    assertThat(finding(disk).get("what").asText()).isEqualTo("a disk image (with a boot sector)");
  }

  /** As grep -n, quotes in a spreadsheet, and a mail's answer make them. */
  @ParameterizedTest
  @ValueSource(strings = {"12:%s\n", "\"%s\"\n", "qemu.log:12:%s\n", "> %s\n"})
  void saysThatAPrefixIsUnknown(String line) throws IOException {
    var log = line.formatted(EVENT).repeat(3).getBytes(UTF_8);

    assertThat(finding(log).get("advice").asText())
        .startsWith("give the log as QEMU wrote it, without what is in front of its lines");
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
  void hasAnObjectForAFileThatCanNotBeRead() {
    var run = CommandRun.of("inspect", directory + "/no\nne", "--format=json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"kind\":\"unreadable\"", "cannot read the trace: no such file")
        .endsWith("}\n");
    assertThat(run.err())
        .isEqualTo(
            "qtrace: %s/no\\x0ane: cannot read the trace: no such file\n".formatted(directory));
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
    var old = new byte[1024];
    System.arraycopy("trace.log".getBytes(UTF_8), 0, old, 0, 9);
    var fields = "0000644\0" + "0000000\0".repeat(2) + "00000000275 15103415412 011054\0 ";
    System.arraycopy(fields.getBytes(UTF_8), 0, old, 100, fields.length());
    assertThat(finding(old).get("what").asText()).isEqualTo("a tar archive");
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

  /** With what to do, each of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [1, 2, 3]                                     | JSON, and none of docker's or the journal's | jq
          {"msg":"kvm_run_exit cpu_index 0, reason 2"}  | JSON, and none of docker's or the journal's | jq
          {"QMP": {"version": {}}};{"return": {}};{"timestamp": {"seconds": 1}, "event": "STOP"} | what was said over QMP | -D
          [17:04:10.965564123] (+?.?????????) host kvm_run_exit: { cpu_id = 0 }, { cpu_index = 0, reason = 2 } | what babeltrace prints of a trace in CTF, as LTTng writes it | -D
          execve("/bin/true", ["true"], 0x7ffc /* 10 vars */) = 0;brk(NULL) = 0x55d5 | what strace prints | -D
          time=2026-11-22T17:04:10Z level=info msg="kvm_run_exit cpu_index 0, reason 2" | lines of key=value (logfmt) | sed
          00000000  6b 76 6d 5f 72 75 6e 5f  65 78 69 74 20 63 70 75  kvm_run_exit cpu | what hexdump or xxd prints of a file | xxd -r
          00000000: 6b76 6d5f 7275 6e5f 6578 6974 2063 7075  kvm_run_exit cpu;00000010: 5f69 0a00 | what hexdump or xxd prints of a file | xxd -r
          a,b,c;1,"2, 3",3;4,5,6                        | a table (CSV) | -D
          Dear all, dear others, dear me;here, it is    | text, and no line looks like an event | -D
          ---;a: 1;b:;  - c                             | YAML | -D
          #!/bin/sh;echo hello                          | a script | -D
          [a];b=1;c = 2                                 | settings | -D
          """)
  void saysWhatToDoWithTexts(String lines, String what, String advice) throws IOException {
    var found = finding((lines.replace(';', '\n') + "\n").getBytes(UTF_8));

    assertThat(found.get("what").asText()).isEqualTo(what);
    assertThat(found.get("kind").asText()).isEqualTo("text");
    assertThat(found.get("advice").asText()).contains(advice);
  }

  @Test
  void namesOtherEncodings() throws IOException {
    for (var encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      var found = finding((EVENT + "\n").getBytes(Charset.forName(encoding)));

      assertThat(found.get("what").asText()).startsWith(encoding.substring(0, 6) + " text");
      assertThat(found.get("advice").asText()).contains("'iconv -f " + encoding + " -t UTF-8'");
    }
  }

  @Test
  void namesNoTextAndNothingAtAll() throws IOException {
    var noise = new byte[3000];
    new Random(1).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = noise[i] == 0 ? 1 : noise[i];
    }
    assertThat(finding(noise).get("what").asText()).isEqualTo("no text, and nothing that is known");
    assertThat(finding(new byte[] {-3, -3, -3, -3, -3}).get("kind").asText()).isEqualTo("foreign");
    assertThat(finding(new byte[100_000]).get("what").asText()).startsWith("NULs, as a crash");
    var iso = new byte[100_000];
    System.arraycopy("\u0001CD001\u0001\0LINUX".getBytes(UTF_8), 0, iso, 32_768, 13);
    assertThat(finding(iso).get("what").asText()).isEqualTo("a disk image (ISO 9660)");
    // names among numbers, as in most binary files
    var table = "kind\0\u0003\0\0\0field\0\0\u0010\0\0".repeat(300).getBytes(UTF_8);
    assertThat(finding(table).get("what").asText()).isEqualTo("no text, and nothing that is known");
    assertThat(finding("Grüße aus dem Rechenzentrum\n".getBytes(ISO_8859_1)).get("kind").asText())
        .isEqualTo("text");
    assertThat(finding(new byte[0]).get("advice").asText()).contains("-trace names events");
    assertThat(finding("x".repeat(2_000_000).getBytes(UTF_8)).get("kind").asText())
        .isEqualTo("text");
    var begun = finding(Arrays.copyOf(gzip("x".getBytes(UTF_8)), 2));
    assertThat(begun.get("compressionProblem").asText())
        .isEqualTo(
            "its gzip data ends too early or is damaged: 0 bytes could be unpacked, and no more; copy the file again");
    assertThat(begun.get("advice").asText()).isEqualTo("copy it again, all of it");
  }

  @Test
  void takesCommentsAsTheyAre() throws IOException {
    assertThat(what("<!---->".repeat(300) + "x\n"))
        .isEqualTo("text, and no line looks like an event");
    assertThat(what("<!-- a -->\n".repeat(300) + "<html>\n")).isEqualTo("a web page (HTML)");
  }

  /** pzstd writes such a frame first. */
  @Test
  void readsZstdBehindFramesToBeSkipped() throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(unescaped("\\x50*M\\x18\\x04\\x00\\x00\\x00abcd"));
    out.writeBytes(Zstd.compress((EVENT + "\n").getBytes(UTF_8)));

    var found = finding(out.toByteArray());

    assertThat(found.get("what").asText()).isEqualTo("a log");
    assertThat(found.get("compression").asText()).isEqualTo("zstd");
  }

  @Test
  void namesWhatIsCompressedTwice() throws IOException {
    byte[] log = (EVENT + "\n").getBytes(UTF_8);

    assertThat(finding(gzip(gzip(log))).get("what").asText())
        .isEqualTo("compressed twice, gzip inside");
    assertThat(finding(gzip(Zstd.compress(log))).get("what").asText())
        .isEqualTo("compressed twice, zstd inside");
    assertThat(finding(gzip(log)).get("what").asText()).isEqualTo("a log");
    assertThat(finding(gzip(unescaped("\\xfd7zXZ\\x00"))).get("advice").asText())
        .isEqualTo("only zstd and gzip are read; unpack it with 'gzip -dc FILE | xz -dc' first");
    var file = Files.write(directory.resolve("file"), Zstd.compress(gzip(log))).toString();
    assertThat(CommandRun.of("decode", file).err())
        .isEqualTo(
            "qtrace: %s: cannot read the trace: it is compressed twice, gzip inside, and only one layer is unpacked; unpack the outer one first, and try 'gzip -dc' on what comes out\n"
                .formatted(file));
  }
}
