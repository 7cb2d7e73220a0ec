package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogReaderTest {

  private static final String DAMAGED =
      "; the line is damaged or the definitions are not of the QEMU that wrote it | ";

  private static List<String> read(String log) {
    return LogRecorder.read(DEFINITIONS, log);
  }

  @Test
  void tellsEventsFromOrdinaryText() {
    assertThat(
            read(
                """
                page_moved 0x10 -> 0x20
                CPU Reset (CPU 0)
                EAX=00000000 EBX=00000000

                guest_says alice says 'hello'
                all_done\s
                page_moved: not an event
                """))
        .containsExactly(
            "page_moved(16, 32)",
            "other: CPU Reset (CPU 0)",
            "other: EAX=00000000 EBX=00000000",
            "other: ",
            "guest_says(\"alice\", \"hello\")",
            "all_done()",
            "other: page_moved: not an event");
  }

  @Test
  void readsALastLineWithoutNewline() {
    assertThat(read("all_done \npage_moved 0x10 -> 0x20"))
        .containsExactly("all_done()", "page_moved(16, 32)");
    assertThat(read("all_done ")).containsExactly("all_done()");
    assertThat(read("x")).containsExactly("other: x");
    assertThat(read("")).isEmpty();
  }

  @Test
  void readsANameWhoseTrailingSpaceWasTrimmed() {
    assertThat(read("all_done\nguest_shouted\npage_moved\n"))
        .containsExactly("all_done()", "guest_shouted(\"\")", "other: page_moved");
  }

  @Test
  void rejectsLinesThatDoNotFitTheirEvent() {
    assertThat(read("page_moved 0x10 => 0x20\npage_moved 0x10 -> 0x20 .\npage_moved 0x10 -> 0x\n"))
        .containsExactly(
            "MISMATCH: column 16: expected ' -> 0x' of event 'page_moved' but found ' => 0x20'"
                + DAMAGED
                + "page_moved 0x10 => 0x20",
            "MISMATCH: column 24: expected the end of the line of event 'page_moved' but found ' .'"
                + DAMAGED
                + "page_moved 0x10 -> 0x20 .",
            "MISMATCH: column 22: expected a hexadecimal number for 'to' of event 'page_moved' but found the end of the line"
                + DAMAGED
                + "page_moved 0x10 -> 0x");
  }

  @Test
  void countsColumnsFromTheLineNotTheEvent() {
    assertThat(read("2026-11-22T17:04:10.965564Z page_moved 0x10 -> zero\n"))
        .containsExactly(
            "MISMATCH: column 44: expected ' -> 0x' of event 'page_moved' but found ' -> zero'"
                + DAMAGED
                + "2026-11-22T17:04:10.965564Z page_moved 0x10 -> zero");
  }

  @Test
  void quotesBytesOnOneLine() {
    assertThat(read("page_moved \u0001\u00e9 and much more than is of interest\n"))
        .containsExactly(
            "MISMATCH: column 12: expected '0x' of event 'page_moved' but found '\\x01\\xe9 and much more than is'"
                + DAMAGED
                + "page_moved \u0001\u00e9 and much more than is of interest");
  }

  @Test
  void takesAWordThatIsAnEventsNameForTextUnlessAPrefixSaysMore() {
    assertThat(read("plain text\n2026-11-22T17:04:10Z plain text\nplain 5\n"))
        .containsExactly(
            "other: plain text",
            "MISMATCH: column 28: expected a number for 'n' of event 'plain' but found 'text'"
                + DAMAGED
                + "2026-11-22T17:04:10Z plain text",
            "plain(5)");
  }

  @Test
  void findsAnEventBehindAnUnfinishedMessage() {
    assertThat(
            read(
                """
                SS=0000 SP=0000:ffff302026-11-22T17:05:40.467371Z page_moved 0x10 -> 0x20
                2026-11-22T17:05:40Z half a me2026-11-22T17:05:40Z page_moved 0x10 -> 0x20
                SP=002026-11-22T17:05:40.467371Z  CR2=00
                page_moved 0x1, ha2026-11-22T17:05:40Z page_moved 0x10 -> 0x20
                half [2025-08-19T20:12:50Z [guest] qemu(7:main): page_moved 0x10 -> 0x20
                """))
        .containsExactly(
            "other: SS=0000 SP=0000:ffff30",
            "page_moved(16, 32) at 2026-11-22T17:05:40.467371Z",
            "other: 2026-11-22T17:05:40Z half a me",
            "page_moved(16, 32) at 2026-11-22T17:05:40Z",
            "other: SP=002026-11-22T17:05:40.467371Z  CR2=00",
            "MISMATCH: column 15: expected ' -> 0x' of event 'page_moved' but found ', ha'"
                + DAMAGED
                + "page_moved 0x1, ha",
            "page_moved(16, 32) at 2026-11-22T17:05:40Z",
            "other: half [",
            "page_moved(16, 32) at 2025-08-19T20:12:50Z tid 7");
  }

  @Test
  void leavesAStampInAStringAlone() {
    assertThat(read("guest_shouted x2026-11-22T17:05:40Z page_moved 0x10 -> 0x20\n"))
        .containsExactly("guest_shouted(\"x2026-11-22T17:05:40Z page_moved 0x10 -> 0x20\")");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 100})
  void findsTheSameInPieces(int pieceBytes) {
    var log =
        """
        page_moved 0x10 -> 0x20
        2026-11-22T17:04:10.965564Z guest_says a says 'one
        two'
        guest_said 'one
        all_done\s
        half a me2026-11-22T17:05:40Z page_moved 0x10 -> 0x20
        16064@1795367219.808928:page_moved 0x10 -> 0x20
        16064@1795367219.808928:page_lost 0x10 -> 0x20
        CPU Reset
        page_moved 0x10 -> 0x2""";
    assertThat(LogRecorder.readInPieces(DEFINITIONS, log, pieceBytes)).isEqualTo(read(log));
  }

  @Test
  void waitsForTheRestOfALine() {
    var reader = new LogReader(DEFINITIONS);
    byte[] log = "all_done \npage_moved 0x10 -> 0x20".getBytes(StandardCharsets.UTF_8);
    assertThat(reader.read(log, 0, log.length, false, new Sizes())).isEqualTo(10);
  }

  @Test
  void rejectsALineThatIsTooLongInPiecesThatAreTooLong() {
    int max = LogReader.MAX_LINE_BYTES;
    var long1 = "x".repeat(max);
    assertThat(sizes("all_done \n" + long1 + long1 + "xyz\nall_done \n", 1 << 20))
        .containsExactly("event", "DAMAGED " + max, "DAMAGED " + (max + 3), "event");
    assertThat(sizes("page_moved 0x" + long1 + "\nall_done \n", 300_000))
        .containsExactly("DAMAGED " + (max + 13), "event");
    assertThat(sizes(long1 + "\nall_done \n", 300_000)).containsExactly("DAMAGED " + max, "event");
    assertThat(sizes(long1 + long1, 300_000)).containsExactly("DAMAGED " + max, "DAMAGED " + max);
    assertThat(sizes(long1.substring(1) + "\nall_done \n", 300_000))
        .containsExactly("other " + (max - 1), "event");
  }

  private static List<String> sizes(String log, int pieceBytes) {
    var sizes = new Sizes();
    var reader = new LogReader(DEFINITIONS);
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    for (int to = 0; to < bytes.length; ) {
      to = Math.min(bytes.length, to + pieceBytes);
      from = reader.read(bytes, from, to, to == bytes.length, sizes);
      assertThat(to - from).isLessThan(LogReader.MAX_PIECE_BYTES);
    }
    return sizes.found;
  }

  @Test
  void keepsLongStringsWhole() {
    var text = "long \u00ff ".repeat(20_000);
    assertThat(read("guest_says a says '" + text + "'\nall_done \n"))
        .containsExactly("guest_says(\"a\", \"" + text + "\")", "all_done()");
  }

  @Test
  void endsSoonWhenALineCouldBeReadInManyWays() {
    var line = "guest_count " + " n=1  m=2 ".repeat(50_000) + "\n";
    assertThat(read(line)).hasSize(1).first().asString().startsWith("MISMATCH: ");
  }

  @Test
  void readsAFrequentEventAsTheFirst() {
    var rest = "guest_count x n= n=3 y m=1 m=2.\nguest_count a n=1 b m=x.\n";
    int frequent = 25_000;

    var found = read("guest_count a n=1 b m=2.\n".repeat(frequent) + rest);

    assertThat(found.subList(frequent, found.size())).isEqualTo(read(rest));
  }

  @Test
  void readsFromTheMiddleOfABuffer() {
    byte[] log = "all_done \npage_moved 0x10 -> 0x20\nall_done \n".getBytes(StandardCharsets.UTF_8);
    var found = new ArrayList<String>();
    byte[] exact = Arrays.copyOf(log, 34);
    for (byte[] buffer : List.of(log, exact)) {
      var sizes = new Sizes();
      assertThat(new LogReader(DEFINITIONS).read(buffer, 10, 34, true, sizes)).isEqualTo(34);
      found.addAll(sizes.found);
    }
    assertThat(found).containsExactly("event", "event");
  }

  private static final class Sizes implements RawRecordHandler {
    final List<String> found = new ArrayList<>();

    @Override
    public void event(RawEvent event) {
      found.add("event");
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      found.add("dropped");
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      found.add(reason + " " + (to - from));
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      found.add("other " + (to - from));
    }
  }
}
