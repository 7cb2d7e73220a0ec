package io.qtrace.cli.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.qtrace.cli.CommandRun;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.log.lookalike.UnreadPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of which a part is no text that is read, and logs that only look so. */
@Timeout(60)
class PartsOfLogsTest {

  private static final String EVENT = "kvm_run_exit cpu_index 0, reason 2";
  private static final byte[] LINES = (EVENT + "\n").repeat(200).getBytes(UTF_8);

  @TempDir Path directory;

  @Test
  void whatIsUtf16() throws IOException {
    for (var charset : List.of(UTF_16LE, UTF_16BE)) {
      assertHasPart(EVENT.concat("\r\n").repeat(2).getBytes(charset), UnreadPart.UTF_16);
      assertHasPart("tt_noargs \r\n".repeat(10).getBytes(charset), UnreadPart.UTF_16);
    }
  }

  @Test
  void whatIsCompressed() throws IOException {
    for (var text :
        List.of("hello", EVENT + "\n", (EVENT + "\n").repeat(500), "x".repeat(1_000_000))) {
      assertHasPart(gzip(text.getBytes(UTF_8)), UnreadPart.BINARY);
      assertHasPart(Zstd.compress(text.getBytes(UTF_8)), UnreadPart.BINARY);
    }
  }

  @Test
  void whatIsAnotherFileOrOfADamagedDisk() throws IOException {
    byte[] noise = new byte[3_000];
    new Random(1).nextBytes(noise);
    var numbers = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1_000; i < 2_000; i++) {
      numbers.putInt(i);
    }
    var erased = "\u00ff".repeat(4_096).getBytes(ISO_8859_1);
    for (byte[] part : List.of(noise, numbers.array(), erased)) {
      assertHasPart(part, UnreadPart.BINARY);
    }
    var header = "\u00ff".repeat(8) + "\u00b4)\u00a4\n\u00cbw\u00b1\u00f2\u0004\0\0\0\0\0\0\0";
    assertHasPart(header.getBytes(ISO_8859_1), UnreadPart.BINARY);
    assertHasPart("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1), UnreadPart.BINARY);
  }

  /**
   * Records of a simple trace, say, behind a log so short that they are most of what is looked at.
   */
  @Test
  void whatFollowsAFewLines() throws IOException {
    var numbers = ByteBuffer.allocate(3_200).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 400; i++) {
      numbers.putInt(0x1000_0000 + i * i).putInt(i % 7);
    }
    var log = new ByteArrayOutputStream();
    log.writeBytes((EVENT + "\n").getBytes(UTF_8));
    log.writeBytes(numbers.array());
    var file = Files.write(directory.resolve("short"), log.toByteArray()).toString();

    var run = CommandRun.of("decode", file);

    assertThat(run.out()).isEqualTo(EVENT + "\n");
    assertThat(run.err()).endsWith("line 2: " + EventCheck.adviceOn(UnreadPart.BINARY) + "\n");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  /** Consoles print control characters, guests text of any encoding, and C ends strings by NULs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls\u007f\u007f\u007f\u007f\n",
        "\u001b[1mroot\u001b[m\u000f@\u001b[1mvm\u001b[m\u000f:\u001b[1m/\u001b[m\u000f# \u001b[m\u000f\n",
        "\u000elqqqqk\u000f\r\n\u000ex\u000f Install \u000ex\u000f\r\n",
        "\u0018\u0019 Select \u001a\u001b Change \u0010 Enter\r\n",
        "\u0003\u0003\u0003\u0003\n",
        "8=FIX.4.2\u00019=65\u000135=A\u000149=SERVER\u000156=CLIENT\u0001\n",
        "some_qemu_event name \u0001\u0002\u0003\u0004\u0005\n",
        "10 %\r20 %\r30 %\b\b\b40 %\u0007\u0007\n",
        "\u3053\u3093\u306b\u3061\u306f, \u00fcber\n",
        "\0\n",
        "\n\0",
        "\0\r\n",
        EVENT + "\n\0"
      })
  void isText(String line) throws IOException {
    assertIsText(line.repeat(20).getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Shift_JIS", "GBK", "Big5", "EUC-KR", "ISO-2022-JP", "ISO-8859-1", "KOI8-R"})
  void isTextInWhateverEncoding(String charset) throws IOException {
    var text =
        "Fehler \u00fc\u00e4 \u4e2d\u6587\u5b57 \u30c6\u30b9\u30c8 \u043e\u0448\u0438\u0431\u043a\u0430\n";
    assertIsText(text.repeat(50).getBytes(Charset.forName(charset)));
  }

  private void assertIsText(byte[] part) throws IOException {
    var run = CommandRun.of("decode", log(part));

    assertThat(run.err()).doesNotContain("UTF-16", "binary");
    assertThat(run.exitCode()).isZero();
  }

  /** As decode and inspect say it. */
  private void assertHasPart(byte[] part, UnreadPart what) throws IOException {
    var advice = EventCheck.adviceOn(what);
    var run = CommandRun.of("decode", log(part));

    assertThat(run.err()).endsWith("line 201: " + advice + "\n");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(Inspected.json(directory.resolve("log")).get("advice").asText()).isEqualTo(advice);
  }

  /** Between events. */
  private String log(byte[] part) throws IOException {
    var log = new ByteArrayOutputStream();
    log.writeBytes(LINES);
    log.writeBytes(part);
    log.writeBytes(LINES);
    return Files.write(directory.resolve("log"), log.toByteArray()).toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
