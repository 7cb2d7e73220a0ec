package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

  @Test
  void areJoinedAmongLinesOfTheOtherOutput() {
    var first = STAMP + "stderr P page_moved 0x10 -";
    var last = STAMP + "stderr F > 0x20";
    assertThat(read(first, STAMP + "stdout F said other", STAMP + "stdout F chatter", last))
        .containsExactly(
            "page_moved(16, 32)" + AT,
            "said(\"other\")" + AT,
            "other: " + STAMP + "stdout F chatter");
    var text = "x".repeat(16 * 1024);
    assertThat(
            read(
                docker("said " + text, "stderr"),
                docker("said out\\n", "stdout"),
                docker("yz\\n", "stderr"),
                docker("said err\\n", "stderr")))
        .containsExactly("said(\"" + text + "yz\")", "said(\"out\")", "said(\"err\")");
  }

  @Test
  void areJoinedAmongPiecesOfTheOtherOutput() {
    assertThat(
            read(
                STAMP + "stderr P page_moved 0x10 -",
                STAMP + "stdout P said o",
                STAMP + "stderr F > 0x20",
                STAMP + "stderr P page_moved 0x30 ",
                STAMP + "stdout P th",
                STAMP + "stderr P -> ",
                STAMP + "stdout F er",
                STAMP + "stderr F 0x40",
                STAMP + "stderr F said end"))
        .containsExactly(
            "page_moved(16, 32)" + AT,
            "said(\"other\")" + AT,
            "page_moved(48, 64)" + AT,
            "said(\"end\")" + AT);
  }

  /** All that they were written as, without the lines among them. */
  @Test
  void areDamagedWholeAmongLinesOfTheOtherOutput() {
    var first = STAMP + "stderr P page_moved 0x10 -";
    var last = STAMP + "stderr F > 0xnone";
    assertThat(read(first, STAMP + "stdout F said other", last))
        .containsExactly(
            "MISMATCH: column 22: expected a hexadecimal number for 'to' of event 'page_moved' but found 'none'; the line is damaged or the definitions are not of the QEMU that wrote it | "
                + first
                + "\n"
                + last,
            "said(\"other\")" + AT);
    assertThat(read(first, STAMP + "stdout P said other", STAMP + "stdout F !"))
        .containsExactly(cut("page_moved", first), "said(\"other!\")" + AT);
  }

  /** Nor in a string with a newline. */
  @Test
  void takeNothingFromTheOtherOutput() {
    assertThat(
            read(
                STAMP + "stderr F guest_said 'one",
                STAMP + "stdout F two' end",
                STAMP + "stderr F two' end"))
        .element(1)
        .isEqualTo("other: " + STAMP + "stdout F two' end");
  }

  /** Each output's lines in pieces, in any mix: the lines in the order in which they began. */
  @Property(tries = 500)
  void areJoinedInAnyMixOfTwoOutputs(@ForAll long seed) {
    var random = new Random(seed);
    var events = new ArrayList<String>();
    var lines = new ArrayList<String>();
    var outputs = List.of(new ArrayDeque<String>(), new ArrayDeque<String>());
    for (int left = 2 + random.nextInt(12);
        left > 0 || !outputs.stream().allMatch(Deque::isEmpty); ) {
      int stream = random.nextInt(2);
      var pieces = outputs.get(stream);
      if (pieces.isEmpty() && left-- > 0) {
        long from = random.nextLong();
        events.add("page_moved(%d, %d)".formatted(from, left) + AT);
        pieces.addAll(anyPieces("page_moved 0x%x -> 0x%x".formatted(from, left), random));
      }
      if (!pieces.isEmpty()) {
        var tag = pieces.size() > 1 ? " P " : " F ";
        lines.add(STAMP + (stream == 0 ? "stdout" : "stderr") + tag + pieces.remove());
      }
    }
    assertThat(read(lines.toArray(String[]::new))).containsExactlyElementsOf(events);
  }

  private static List<String> anyPieces(String text, Random random) {
    var pieces = new ArrayList<String>();
    int from = 0;
    for (int count = random.nextInt(4); count > 0 && from < text.length(); count--) {
      int to = from + 1 + random.nextInt(text.length() - from);
      pieces.add(text.substring(from, to));
      from = to;
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  private static String docker(String text, String stream) {
    return "{\"log\":\"" + text + "\",\"stream\":\"" + stream + "\"}";
  }
}
