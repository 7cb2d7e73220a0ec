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

class LinePrefixTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "mine",
          """
          page_moved(uint64_t from, uint64_t to) "0x%" PRIx64 " -> 0x%" PRIx64
          said(const char *what) "%s"
          tabbed(int n) "\\tn=%d"
          typed(char c, int n) "'%c' %d"
          slotted(int slot, const char *name) "Slot#%d %s!"
          """
              .getBytes(StandardCharsets.UTF_8));

  private static final LogOptions OPTIONS =
      new LogOptions(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC, Clock.MONOTONIC);

  private static void assertReads(String line, String found) {
    assertReads(OPTIONS, line, found);
  }

  private static void assertReads(LogOptions options, String line, String found) {
    var reader = new LogReader(DEFINITIONS, options);
    assertThat(LogRecorder.read(reader, DEFINITIONS, line + "\n")).containsExactly(found);
  }

  @Test
  void needsNone() {
    assertReads("page_moved 0x10 -> 0x20", "page_moved(16, 32)");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T17:04:10.965564Z, 2026-11-22T17:04:10.965564Z",
    "2026-11-22T17:46:22Z, 2026-11-22T17:46:22Z",
    "2026-11-22T17:46:22.5Z, 2026-11-22T17:46:22.500Z",
    "2026-11-22T17:46:22.123456789Z, 2026-11-22T17:46:22.123456789Z",
    "2024-02-29T23:59:60.000001Z, 2024-03-01T00:00:00.000001Z",
    "2100-02-28T00:00:00Z, 2100-02-28T00:00:00Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "2026-11-22T17:04:10.965564+01:30, 2026-11-22T15:34:10.965564Z",
    "2026-11-22T17:04:10-0130, 2026-11-22T18:34:10Z",
  })
  void isTheStampOfQemu101AndLater(String stamp, Instant time) {
    assertReads(stamp + " page_moved 0x10 -> 0x20", "page_moved(16, 32) at " + time);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-13-22T17:04:10Z",
    "2100-02-29T17:04:10Z",
    "2026-11-22T24:04:10Z",
    "2026-11-22T17:04:61Z",
    "2026-11-22T17:04:10.Z",
    "2026-11-22T17:04:10.1234567890Z",
    "2026-11-22 17:04:10Z",
    "2026-11-22T17:04:10",
    "2026-11-22T17:04:10+0:30",
    "1969-12-31T23:59:59Z",
    "2262-01-01T00:00:00Z",
  })
  void isNoStampIfItIsNoTime(String stamp) {
    var line = stamp + " page_moved 0x10 -> 0x20";
    assertReads(line, "other: " + line);
  }

  @Test
  void isThreadAndTimeUpToQemu100() {
    assertReads(
        "16064@1795367219.808928:page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:06:59.808928Z tid 16064");
  }

  @Test
  void isThreadAndTimeOfTraceEventsOnly() {
    var advice =
        "; send the definitions of the QEMU that wrote the line | 16064@1795367219.808928:";
    assertReads(
        "16064@1795367219.808928:page_lost 0x10",
        "UNKNOWN_EVENT: column 25: the definitions have no event 'page_lost'"
            + advice
            + "page_lost 0x10");
    assertReads(
        "16064@1795367219.808928:",
        "UNKNOWN_EVENT: column 25: a stamp is in front of it, but no event's name; was the line cut or changed? | 16064@1795367219.808928:");
  }

  @Test
  void hasGuestAndProgramInTheProposedForm() {
    var time = "2025-08-19T20:12:50.211823Z";
    var event = "page_moved 0x10 -> 0x20";
    assertReads(
        time + " [fish food] qemu-system-x86_64(1168876:main): " + event,
        "page_moved(16, 32) at " + time + " tid 1168876");
    assertReads(
        time + " [a] (b] c] qemu(7:CPU 0/KVM (x): y): " + event,
        "page_moved(16, 32) at " + time + " tid 7");
    assertReads(time + " qemu(7:main): " + event, "page_moved(16, 32) at " + time + " tid 7");
    assertReads(time + " [fish food] " + event, "page_moved(16, 32) at " + time);
    assertReads("[fish food] qemu(7:main): " + event, "page_moved(16, 32) tid 7");
    assertReads("qemu(7:main): " + event, "page_moved(16, 32) tid 7");
    assertReads("[fish food] " + event, "page_moved(16, 32)");
  }

  @Test
  void hasThreadBehindProgramInTheFormProposedLast() {
    var time = "2026-02-11T20:12:50.211823Z";
    var event = "page_moved 0x10 -> 0x20";
    assertReads(
        time + " [fish food] qemu-system-x86_64: (1168876:CPU 0/KVM): " + event,
        "page_moved(16, 32) at " + time + " tid 1168876");
    assertReads(time + " qemu: (7:main): " + event, "page_moved(16, 32) at " + time + " tid 7");
    assertReads(time + " qemu: " + event, "page_moved(16, 32) at " + time);
    assertReads(time + " (7:main): " + event, "page_moved(16, 32) at " + time + " tid 7");
    assertReads(time + " [a: b] (7:x): y): " + event, "page_moved(16, 32) at " + time + " tid 7");
    assertReads("qemu: (7:main): " + event, "page_moved(16, 32) tid 7");
    assertReads("(7:main): " + event, "page_moved(16, 32) tid 7");
    assertReads("qemu: " + event, "page_moved(16, 32)");
  }

  @Test
  void ofAnErrorMessageMakesNoEvent() {
    var line = "2026-11-22T17:34:51.309440Z fish food qemu-system-x86_64: warning: no peer";
    assertReads(line, "other: " + line);
    line = "2025-08-19T20:12:50.211823Z [fish food] qemu(7:main): warning: no peer";
    assertReads(line, "other: " + line);
    line = "2026-02-11T20:12:50.211823Z qemu: (7:main): warning: no peer";
    assertReads(line, "other: " + line);
  }

  @Test
  void isWhatQemuSendsToSyslog() {
    assertReads(
        "<30>Nov 22 17:10:38 qemu-system-x86_64[21311]: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:10:38Z pid 21311");
  }

  @Test
  void isWhatSyslogDaemonsWrite() {
    assertReads(
        "Nov  2 17:10:38 vm qemu-system-x86_64[21311]: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-02T17:10:38Z pid 21311");
    assertReads(
        "2026-11-22T17:10:38.892842+00:00 vm qemu-system-x86_64[21311]: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:10:38.892842Z pid 21311");
    assertReads(
        "<30>1 2026-11-22T17:10:38.892842+01:00 vm qemu 21311 - -  page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T16:10:38.892842Z pid 21311");
    assertReads(
        "<30>1 - vm qemu - - [a b=\"]\\\"\"][c] \u00ef\u00bb\u00bfpage_moved 0x10 -> 0x20",
        "page_moved(16, 32)");
    assertReads(
        "Nov 22 17:10:38.250 vm qemu[21311]: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:10:38.250Z pid 21311");
  }

  @Test
  void ofSyslogMayHoldOneOfQemu() {
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: 2026-11-22T17:10:37.965564Z page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:10:37.965564Z pid 7");
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: 9@1795367219.808928:page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:06:59.808928Z pid 7 tid 9");
  }

  @Test
  void ofSyslogLeavesWhatItDoesNotSayToThoseAroundIt() {
    assertReads(
        "2026-11-22T17:04:10.000000001Z stderr F <30>1 - vm qemu - - - page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:04:10.000000001Z");
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: <30>1 - vm qemu - - - page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:10:38Z pid 7");
    assertReads(
        new LogOptions(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC, Clock.NONE),
        "Nov 22 17:10:38 vm qemu[7]: qemu-9 (-------) [001]  80.000001: tracing_mark_write: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 2026-11-22T17:10:38Z pid 7 tid 9");
  }

  @Test
  void ofOtherProgramsInSyslogMakesNoEvent() {
    var line = "Nov 22 17:11:22 vm rsyslogd: [origin software=\"rsyslogd\"] start";
    assertReads(line, "other: " + line);
    line = "<46>1 2026-11-22T17:11:22.940168+00:00 vm rsyslogd - - -  [origin] start";
    assertReads(line, "other: " + line);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T18:00:00Z, UTC, Nov 22, 2026-11-22",
    "2026-11-22T18:00:00Z, UTC, May 20, 2027-05-20",
    "2026-11-22T18:00:00Z, UTC, May 25, 2026-05-25",
    "2027-01-01T00:10:00Z, UTC, Dec 31, 2026-12-31",
    "2026-12-31T23:59:00Z, UTC, Jan  1, 2027-01-01",
    "2027-11-22T18:00:00Z, UTC, Feb 29, 2028-02-29",
    "2026-12-31T23:59:00Z, Asia/Tokyo, Jan  1, 2027-01-01",
  })
  void takesTheYearNearestToTheReference(Instant reference, String zone, String day, String date) {
    var options = new LogOptions(reference, ZoneId.of(zone), Clock.MONOTONIC);
    var time = "Asia/Tokyo".equals(zone) ? "T03:00:00Z" : "T12:00:00Z";
    assertReads(
        options,
        day + " 12:00:00 vm qemu[7]: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at " + date + time + " pid 7");
  }

  @Test
  void isNoTraditionalStampIfNoYearNearHasTheDay() {
    var line = "Feb 30 12:00:00 vm qemu[7]: page_moved 0x10 -> 0x20";
    assertReads(line, "other: " + line);
  }

  @Test
  void saysWhetherControlCharactersAreEscaped() {
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: said two#012lines#177",
        "said(\"two\nlines\u007f\") at 2026-11-22T17:10:38Z pid 7");
    assertReads(
        "<30>Nov 22 17:10:38 qemu[7]: said two#012lines",
        "said(\"two#012lines\") at 2026-11-22T17:10:38Z pid 7");
    assertReads("said two#012lines", "said(\"two#012lines\")");
  }

  @Test
  void hasEscapesInTheFormatUndoneToo() {
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: tabbed #011n=5", "tabbed(5) at 2026-11-22T17:10:38Z pid 7");
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: typed '#000' 5", "typed(0, 5) at 2026-11-22T17:10:38Z pid 7");
  }

  @Test
  void leavesAloneWhatOnlyLooksLikeAnEscape() {
    assertReads(
        "Nov 22 17:10:38 vm qemu[7]: slotted Slot#177 a#012b#400!",
        "slotted(177, \"a\nb#400\") at 2026-11-22T17:10:38Z pid 7");
  }

  @Test
  void isWhatFtracePrints() {
    assertReads(
        "           <...>-21311   [001] ...1.  3580.997242: tracing_mark_write: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 3580997242000 ns tid 21311");
    assertReads(
        " CPU 0/KVM-[1]-7 (  21311) [001] .....  80.000001: tracing_mark_write: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 80000001000 ns pid 21311 tid 7");
    assertReads(
        "qemu-7 (-------) [001]  80.000001: tracing_mark_write: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 80000001000 ns tid 7");
    assertReads(
        " qemu-7 [001] d..1. 123456789: tracing_mark_write: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) tid 7");
  }

  @Test
  void ofFtraceIsOfTheClockThatWasSet() {
    var options = new LogOptions(Instant.EPOCH, ZoneOffset.UTC, Clock.REALTIME);
    assertReads(
        options,
        " qemu-7 [001] d..1. 80.000001: tracing_mark_write: page_moved 0x10 -> 0x20",
        "page_moved(16, 32) at 1970-01-01T00:01:20.000001Z tid 7");
  }

  @Test
  void ofFtraceIsOftenAComment() {
    var line = "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION";
    assertReads(line, "other: " + line);
  }
}
