package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.raw.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form of prefix with a line as its program writes it. */
class PrefixFormsTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "mine",
          """
          page_moved(uint64_t from, uint64_t to) "0x%" PRIx64 " -> 0x%" PRIx64
          said(const char *what) "%s"
          guest_said(const char *what) "'%s' end"
          ended(int n) "n=%d\\n"
          plain(int n) "%d"
          """
              .getBytes(StandardCharsets.UTF_8));

  private static final LogOptions OPTIONS =
      new LogOptions(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC, Clock.MONOTONIC);

  private static java.util.List<String> read(String log) {
    return LogRecorder.read(new LogReader(DEFINITIONS, OPTIONS), DEFINITIONS, log);
  }

  static GoldenPrefix[] goldens() {
    return GoldenPrefix.values();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void readsTheLineOf(GoldenPrefix golden) {
    assertThat(read(golden.line("page_moved 0x10 -> 0x20") + "\n"))
        .containsExactly(("page_moved(16, 32) " + golden.says).strip());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void makesNoEventOfOtherTextBehind(GoldenPrefix golden) {
    var line = golden.line("warning: no peer");
    if (!golden.isOfEventsOnly()) {
      assertThat(read(line + "\n")).containsExactly("other: " + line);
    }
  }

  @Test
  void takesNamesOfEventsForTextBehindPrefixesOfContainers() {
    for (var carrier : new String[] {"2026-11-22T17:04:10.965564123Z stderr F ", "vm-1  | "}) {
      assertThat(read(carrier + "plain text\n"))
          .containsExactly("other: " + carrier + "plain text");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4711@1795368894 page_moved 0x10 -> 0x20",
        "4711@1795368894324831000\tpage_moved 0x10 -> 0x20",
        "4711@9795368894324831000 page_moved 0x10 -> 0x20",
        "2026-11-22 17:04:10.965+0000 page_moved 0x10 -> 0x20",
        "Sun 2026-13-22 17:04:10 UTC vm qemu[7]: page_moved 0x10 -> 0x20",
        "[  123.45] vm qemu page_moved 0x10 -> 0x20",
        "[17:04:10] page_moved 0x10 -> 0x20",
        "[22/Nov/2026:17:04:10 +0000] page_moved 0x10 -> 0x20",
        "[Sun Nov 22 17:04:10 2026] page_moved 0x10 -> 0x20",
        "[2026-11-22 25:04:10] page_moved 0x10 -> 0x20",
        "[2026-11-22 17:04:10 Z page_moved 0x10 -> 0x20",
        "[  123.45] page_moved 0x10 -> 0x20",
        "stderr F page_moved 0x10 -> 0x20",
        "{\"log\":\"page_moved 0x10 -> 0x20\\n\"},",
        "{\"log\":\"page_mov",
        "{\"log\":5}",
        "{\"message\":\"page_moved 0x10 -> 0x20\\n\"}",
        "{} page_moved 0x10 -> 0x20",
        "a b | page_moved 0x10 -> 0x20",
        "name| page_moved 0x10 -> 0x20",
      })
  void areAsTheyAreOrNone(String line) {
    assertThat(read(line + "\n")).containsExactly("other: " + line);
  }

  @Test
  void keepUnknownEventsOfSystemTapForLater() {
    assertThat(read("4711@1795368894324831000 page_lost 0x10\n"))
        .containsExactly(
            "UNKNOWN_EVENT: column 26: the definitions have no event 'page_lost'; send the"
                + " definitions of the QEMU that wrote the line | 4711@1795368894324831000"
                + " page_lost 0x10");
  }

  @Test
  void takeTheZoneOfTheHostForOneThatHasAName() {
    var options = new LogOptions(Instant.EPOCH, ZoneId.of("Europe/Berlin"), Clock.MONOTONIC);
    var line = "Sun 2026-11-22 17:04:10 %s vm qemu[7]: page_moved 0x10 -> 0x20\n";
    var found =
        LogRecorder.read(
            new LogReader(DEFINITIONS, options),
            DEFINITIONS,
            line.formatted("CET") + line.formatted("+0530") + line.formatted("-03"));
    assertThat(found)
        .containsExactly(
            "page_moved(16, 32) at 2026-11-22T16:04:10Z pid 7",
            "page_moved(16, 32) at 2026-11-22T11:34:10Z pid 7",
            "page_moved(16, 32) at 2026-11-22T20:04:10Z pid 7");
  }

  @ParameterizedTest
  @CsvSource({
    "[2026-11-22 17:04:10], 2026-11-22T16:04:10Z",
    "[2026-11-22T17:04:10], 2026-11-22T16:04:10Z",
    "[2026-07-22 17:04:10.5], 2026-07-22T15:04:10.500Z",
    "[2026-11-22 17:04:10.965564 CET], 2026-11-22T16:04:10.965564Z",
    "[2026-11-22 17:04:10 UTC], 2026-11-22T17:04:10Z",
    "[2026-11-22 17:04:10Z], 2026-11-22T17:04:10Z",
    "[2026-11-22 17:04:10.123456789 +0530], 2026-11-22T11:34:10.123456789Z",
    "[2026-11-22T17:04:10-03:00], 2026-11-22T20:04:10Z",
  })
  void haveATimeInBrackets(String stamp, String time) {
    var options = new LogOptions(Instant.EPOCH, ZoneId.of("Europe/Berlin"), Clock.MONOTONIC);
    var reader = new LogReader(DEFINITIONS, options);
    assertThat(LogRecorder.read(reader, DEFINITIONS, stamp + " page_moved 0x10 -> 0x20\n"))
        .containsExactly("page_moved(16, 32) at " + time);
    assertThat(
            LogRecorder.read(reader, DEFINITIONS, stamp + " vm qemu[7]: page_moved 0x10 -> 0x20\n"))
        .containsExactly("page_moved(16, 32) at " + time + " pid 7");
  }

  @Test
  void joinThePiecesOfALongLine() {
    var stamp = "2026-11-22T17:04:10.965564123Z stderr ";
    assertThat(
            read(
                stamp
                    + "P page_mo\n"
                    + stamp
                    + "P ved 0x10 -\n"
                    + stamp
                    + "F > 0x20\n"
                    + stamp
                    + "F said x\n"))
        .containsExactly(
            "page_moved(16, 32) at 2026-11-22T17:04:10.965564123Z",
            "said(\"x\") at 2026-11-22T17:04:10.965564123Z");
  }

  @Test
  void doNotSplitStringsWithNewlines() {
    assertThat(
            read(
                """
                2026-11-22T17:04:10Z stderr F guest_said 'one
                2026-11-22T17:04:10Z stderr F two | x
                2026-11-22T17:04:10Z stderr F three' end
                {"log":"guest_said 'one\\n","stream":"stderr"}
                {"log":"two' end\\n","stream":"stderr"}
                """))
        .containsExactly(
            "guest_said(\"one\ntwo | x\nthree\") at 2026-11-22T17:04:10Z",
            "guest_said(\"one\ntwo\")");
  }

  @Test
  void haveTheEmptyLineOfOldFormatsBehind() {
    for (var carrier : new String[] {"", "2026-11-22T17:04:10Z stderr F ", "vm-1  | "}) {
      for (var end : new String[] {"\n", "\r\n"}) {
        assertThat(read(carrier + "ended n=5" + end + carrier + end + carrier + "said x" + end))
            .hasSize(2);
      }
    }
  }

  @Test
  void haveMessagesThatAnEventIsGluedTo() {
    assertThat(
            read(
                """
                2026-11-22T17:04:10Z stderr F half 29575@1596590112.076651:page_moved 0x10 -> 0x20
                {"log":"half 29575@1596590112.076651:said x\\n","stream":"stderr"}
                """))
        .containsExactly(
            "other: 2026-11-22T17:04:10Z stderr F half ",
            "page_moved(16, 32) at 2020-08-05T01:15:12.076651Z tid 29575",
            "other: ",
            "said(\"x\") at 2020-08-05T01:15:12.076651Z tid 29575");
  }

  @Test
  void countColumnsFromTheTextThatJsonHolds() {
    var line = "{\"log\":\"page_moved 0x10 => 0x20\\n\"}";
    assertThat(read(line + "\n"))
        .containsExactly(
            "MISMATCH: column 16: expected ' -> 0x' of event 'page_moved' but found ' => 0x20';"
                + " the line is damaged or the definitions are not of the QEMU that wrote it | "
                + line);
  }

  @Test
  void haveAllEscapesOfJson() {
    assertThat(read("{\"MESSAGE\":\"said \\\"\\\\\\/\\t\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"}\n"))
        .containsExactly(
            "said(\"\"\\/\tA\u00c3\u00a9\u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080\")");
    assertThat(read("{\"MESSAGE\":[115, 97,105,100,32,255]}\n"))
        .containsExactly("said(\"\u00ff\")");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50})
  void areFoundInPiecesOfTheLog(int pieceBytes) {
    var log =
        """
        2026-11-22T17:04:10Z stderr P page_mo
        2026-11-22T17:04:10Z stderr F ved 0x10 -> 0x20
        2026-11-22T17:04:10Z stderr F ended n=5\r
        2026-11-22T17:04:10Z stderr F \r
        {"log":"guest_said 'one\\n","stream":"stderr"}
        {"log":"two' end\\n","stream":"stderr"}
        vm-1  | 16064@1795367219.808928:page_moved 0x10 -> 0x20
        vm-1  | 16064@1795367219.808928:page_lost 0x10 -> 0x20
        2026-11-22T17:04:10Z stderr P page_moved 0x10
        """;
    assertThat(LogRecorder.readInPieces(DEFINITIONS, log, pieceBytes))
        .isEqualTo(LogRecorder.read(DEFINITIONS, log))
        .hasSize(6);
  }
}
