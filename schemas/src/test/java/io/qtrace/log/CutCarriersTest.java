package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines with prefixes of their own that a container runtime has cut, at any place. */
class CutCarriersTest {

  private static final String STAMP = "2026-11-22T17:04:10.965564123Z ";

  /** What is cut: with each of these in front, the same event. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"MESSAGE\":\"page_moved 0x10 -> 0x20\",\"_PID\":\"7\"}",
        "{\"_PID\":\"7\",\"MESSAGE\":\"page_moved 0x10 -> 0x20\"}",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\",\"stream\":\"stderr\"}",
        "<30>Nov 22 17:10:38 host qemu[7]: page_moved 0x10 -> 0x20",
        "vm-1  | page_moved 0x10 -> 0x20",
        "page_moved 0x10 -> 0x20"
      })
  void areReadAsIfTheyWereWhole(String line) {
    var wholeByCri = read(STAMP + "stderr F " + line);
    assertThat(wholeByCri).hasSize(1).first().asString().startsWith("page_moved(16, 32)");
    for (int cut = 1; cut < line.length(); cut++) {
      var first = line.substring(0, cut);
      var second = line.substring(cut);
      assertThat(read(STAMP + "stderr P " + first, STAMP + "stderr F " + second))
          .as("cut at %d", cut)
          .isEqualTo(wholeByCri);
    }
  }

  /** docker's own pieces have 16 KiB. */
  private static String padded(String text) {
    return "x".repeat(16 * 1024 - text.length()) + text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"log\":\"%",
        "{\"MESSAGE\":\"page_moved 0x10 -> 0x20",
        "{\"MESSAGE\":\"page_moved 0x10 -> 0x20\"}",
        "{\"MESSAGE\":\"{\\\"log\\\":\\\"page_moved",
        "{\"log\":\"a\\nb"
      })
  void areNotReadBeyondTheirEnd(String line) {
    var first = STAMP + "stderr P " + line;
    assertThat(read(first)).hasSizeBetween(1, 2);
    assertThat(read(first, STAMP + "stderr F ")).hasSizeBetween(1, 2);
    assertThat(read(docker(line))).hasSizeBetween(1, 2);
    assertThat(read(docker(padded(line)))).hasSizeBetween(1, 2);
  }

  /** 16 KiB of text and more, as events with long strings have. */
  @ParameterizedTest
  @ValueSource(ints = {16_000, 16_384, 40_000})
  void areReadWhereTheyAreLong(int length) {
    var event = "said " + "x".repeat(length);
    var journal = "{\"MESSAGE\":\"" + event + "\",\"_PID\":\"7\"}";
    var cri =
        read(
            STAMP + "stderr P " + journal.substring(0, 8_192),
            STAMP + "stderr P " + journal.substring(8_192, 12_000),
            STAMP + "stderr F " + journal.substring(12_000));
    assertThat(cri).isEqualTo(read(STAMP + "stderr F " + journal)).hasSize(1);
    assertThat(cri.get(0)).startsWith("said(\"x…");
    if (journal.length() > 16_384) {
      assertThat(
              read(docker(journal.substring(0, 16_384)), docker(journal.substring(16_384) + "\n")))
          .isEqualTo(read(docker(journal + "\n")))
          .hasSize(1);
    }
  }

  private static List<String> read(String... lines) {
    var log = String.join("\n", lines) + "\n";
    var whole = LogRecorder.read(DEFINITIONS, log);
    assertThat(LogRecorder.readInPieces(DEFINITIONS, log, 50)).isEqualTo(whole);
    return whole.stream().map(one -> one.replaceAll("x{9,}", "x…")).toList();
  }

  private static String docker(String text) {
    var escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "{\"log\":\"" + escaped + "\",\"stream\":\"stderr\"}";
  }
}
