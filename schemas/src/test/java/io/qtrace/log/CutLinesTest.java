package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that container runtimes have cut into pieces, and lines whose end nobody has. */
class CutLinesTest {

  private static final String STAMP = "2026-11-22T17:04:10.965564123Z ";
  private static final String AT = " at 2026-11-22T17:04:10.965564123Z";
  private static final String MOVED = docker("page_moved 0x10 -> 0x20\\n");

  private static List<String> read(String... lines) {
    var log = String.join("\n", lines) + "\n";
    var whole = LogRecorder.read(DEFINITIONS, log);
    assertThat(LogRecorder.readInPieces(DEFINITIONS, log, 50)).isEqualTo(whole);
    return whole;
  }

  private static String docker(String text) {
    return "{\"log\":\"" + text + "\",\"stream\":\"stderr\"}";
  }

  private static String cut(String event, String... lines) {
    return "DAMAGED: the end of the line is missing: what passed it on was stopped, or lost it; it begins as event '"
        + event
        + "' | "
        + String.join("\n", lines);
  }

  /** With text behind their beginnings, none of it all that was written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\",\"stream\":\"stderr\"",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\",\"stream\":\"std",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\",\"stream\":",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\",\"str",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\",",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\"",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n",
        "{\"log\":\"page_moved 0x10 -> 0x20\\",
        "{\"log\":\"page_moved 0x10",
        "{\"stream\":\"stderr\",\"log\":\"page_moved ",
        "{\"MESSAGE\":\"page_moved 0x10 -> 0x20",
        "{\"MESSAGE\":\"16064@1795367219.808928:page_moved 0x10 -> 0x20",
        "{\"_PID\":\"7\",\"MESSAGE\":[112,97,103,101,95,109,111,118,101,100,32,48",
      })
  void areNoEventsInJson(String line) {
    assertThat(read(line, MOVED)).containsExactly(cut("page_moved", line), "page_moved(16, 32)");
    var guest = line.replace("page_moved 0x10", "guest_shouted it");
    if (!guest.equals(line)) {
      assertThat(read(MOVED, guest))
          .containsExactly("page_moved(16, 32)", cut("guest_shouted", guest));
    }
  }

  /** What docker goes on with when it was killed inside of a line. */
  @Test
  void doNotHideTheLineThatIsWrittenBehindThem() {
    var line = "{\"log\":\"guest_shouted it" + MOVED;
    assertThat(read(line)).containsExactly(cut("guest_shouted", line));
  }

  @Test
  void areOtherTextIfTheyAreNoEvents() {
    var line = "{\"log\":\"said it, and more\\n\",\"stream\":\"std";
    assertThat(read(line)).containsExactly("other: " + line);
  }

  @Test
  void haveNoLastPiece() {
    var first = STAMP + "stderr P guest_shouted one ";
    var other = STAMP + "stdout F said other";
    assertThat(read(first, other, first, STAMP + "stderr P and two"))
        .containsExactly(
            cut("guest_shouted", first),
            "said(\"other\")" + AT,
            cut("guest_shouted", first, STAMP + "stderr P and two"));
    var numbers = STAMP + "stderr P page_moved 0x10 -> 0x2";
    assertThat(read(numbers)).containsExactly(cut("page_moved", numbers));
    var full = docker("guest_shouted " + "x".repeat(16 * 1024));
    assertThat(read(full)).containsExactly(cut("guest_shouted", full));
    assertThat(read(STAMP + "stderr P page_moved 0x10 -> 0x2", STAMP + "stderr F 0"))
        .containsExactly("page_moved(16, 32)" + AT);
  }

  @Test
  void areJoinedFromThePiecesThatDockerMakes() {
    var text = "x".repeat(16 * 1024 - 5);
    assertThat(read(docker("said " + text), docker("yz\\n"), docker("said end")))
        .containsExactly("said(\"" + text + "yz\")", "said(\"end\")");
  }

  @Test
  void areJoinedFromPiecesOfAnySize() {
    assertThat(
            read(
                docker("page_moved 0x"),
                docker("10 -> 0x20\\n"),
                docker("pa"),
                docker("ge_moved 0"),
                docker("x10 -> 0x20\\n"),
                docker("guest_shouted {\\\"exec"),
                docker("ute\\\":1}\\n"),
                MOVED))
        .containsExactly(
            "page_moved(16, 32)",
            "page_moved(16, 32)",
            "guest_shouted(\"{\"execute\":1}\")",
            "page_moved(16, 32)");
  }

  /** Some write lines of one text each, and no newline in it. */
  @Test
  void areWholeIfNoneOfThemHasANewline() {
    var moved = docker("page_moved 0x10 -> 0x20");
    assertThat(read(moved, docker("hello"), docker("guest_shouted it"), docker("hello"), moved))
        .containsExactly(
            "page_moved(16, 32)",
            "other: " + docker("hello"),
            "guest_shouted(\"it\")",
            "other: " + docker("hello"),
            "page_moved(16, 32)");
  }

  /** The last words of a container, and the first ones of the next. */
  @Test
  void areWholeInFrontOfAnEvent() {
    assertThat(
            read(
                docker("bye"),
                MOVED,
                docker("guest_shouted bye"),
                docker("2026-11-22T17:04:10Z qemu: hi\\n")))
        .containsExactly(
            "other: " + docker("bye"),
            "page_moved(16, 32)",
            "guest_shouted(\"bye\")",
            "other: " + docker("2026-11-22T17:04:10Z qemu: hi\\n"));
  }
}
