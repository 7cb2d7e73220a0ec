package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash of the host leaves in a log, or somebody who truncates a file that is written. */
@Tag("slow")
class NulsTest {

  private static final String MOVED = "page_moved 0x10 -> 0x20\n";
  private static final String SHOUTED = "guest_shouted what is this\n";

  /** Without the lines that are no events. */
  private static List<String> read(String log) {
    var whole = LogRecorder.read(DEFINITIONS, log);
    for (int pieceBytes : new int[] {1, 7, 5000}) {
      if (log.length() < 10_000 || pieceBytes > 100) {
        assertThat(LogRecorder.readInPieces(DEFINITIONS, log, pieceBytes)).isEqualTo(whole);
      }
    }
    return whole.stream().filter(line -> !line.startsWith("other: ")).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 15, 16, 17, 4096, 65_535, 65_536, 65_537, 3_000_000})
  void areNoneOfTheLinesAround(int count) {
    var nuls = "\0".repeat(count);
    var moved = "page_moved(16, 32)";
    var shouted = "guest_shouted(\"what is this\")";

    assertThat(read(nuls + MOVED + SHOUTED)).containsExactly(moved, shouted);
    assertThat(read(MOVED + nuls + SHOUTED + nuls + MOVED)).containsExactly(moved, shouted, moved);
    assertThat(read(MOVED + SHOUTED + nuls)).containsExactly(moved, shouted);
    assertThat(read(SHOUTED + nuls + "\n" + MOVED + nuls + "\r\n" + MOVED))
        .containsExactly(shouted, moved, moved);
  }

  /** The line in front has lost its newline. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 15, 16, 17, 4096, 65_536, 3_000_000})
  void endALine(int count) {
    var nuls = "\0".repeat(count);

    assertThat(read("guest_shouted what" + nuls + MOVED))
        .containsExactly("guest_shouted(\"what\")", "page_moved(16, 32)");
    assertThat(read("page_moved 0x10 -> 0x20" + nuls + SHOUTED))
        .containsExactly("page_moved(16, 32)", "guest_shouted(\"what is this\")");
    assertThat(read("guest_said 'what" + nuls + MOVED))
        .hasSize(2)
        .last()
        .isEqualTo("page_moved(16, 32)");
    assertThat(read("2026-11-22T17:04:10Z stderr P page_mo" + nuls + MOVED))
        .last()
        .isEqualTo("page_moved(16, 32)");
    assertThat(read("ended n=5\n" + nuls + MOVED))
        .containsExactly("ended(5)", "page_moved(16, 32)");
    assertThat(read("page_mov" + nuls + "16064@1795367219.808928:" + MOVED))
        .containsExactly("page_moved(16, 32) at 2026-11-22T17:06:59.808928Z tid 16064");
  }

  /** As programs write them that end strings as C does. */
  @Test
  void endLinesTogetherWithNewlines() {
    assertThat(LogRecorder.read(DEFINITIONS, "guest_shouted what\0\npage_moved 0x1 -> 0x2\0\0\r\n"))
        .containsExactly("guest_shouted(\"what\")", "page_moved(1, 2)");
  }

  @Test
  void arePrintedAsCharacters() {
    assertThat(
            LogRecorder.read(
                DEFINITIONS, "flags_read stop=\0 flag=\0 n=5\nlast_read flag=\0\n" + MOVED))
        .containsExactly("flags_read(0, 0, 5)", "last_read(0)", "page_moved(16, 32)");
    assertThat(read("last_read flag=\0")).containsExactly("last_read(0)");
    assertThat(read("last_read flag=\0\r\n")).containsExactly("last_read(0)");
  }

  /** As in a file that is no log: each line would be looked through once for each of its NULs. */
  @ParameterizedTest
  @ValueSource(strings = {"a_b \0\0x", "\0a", "page_moved 0x10 -> 0x20\0", "\0\0\0\r \0z"})
  @Timeout(120)
  void takeTimeInProportionToTheLog(String piece) {
    var line = piece.repeat(480_000 / piece.length()) + "\n";

    assertThat(LogRecorder.read(DEFINITIONS, line.repeat(4) + MOVED))
        .endsWith("page_moved(16, 32)");
  }

  @Test
  void areWordsOfTheLog() {
    assertThat(LogRecorder.read(DEFINITIONS, "\0\0" + MOVED + "a\0b\n"))
        .containsExactly("other: \0\0", "page_moved(16, 32)", "other: a", "other: \0", "other: b");
  }
}
