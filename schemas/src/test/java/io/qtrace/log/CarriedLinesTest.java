package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of several lines, which shippers put into one string. */
class CarriedLinesTest {

  private static final String AT = " at 2026-11-22T17:04:10.965564Z";
  private static final String MISMATCH =
      "MISMATCH: column 36: expected '0x' of event 'page_moved' but found 'here'; the line is damaged or the definitions are not of the QEMU that wrote it | ";

  private static List<String> read(String line) {
    var whole = LogRecorder.read(DEFINITIONS, line + "\n");
    assertThat(LogRecorder.readInPieces(DEFINITIONS, line + "\n", 50)).isEqualTo(whole);
    return whole;
  }

  private static String journal(String message) {
    return "{\"MESSAGE\":\"%s\",\"_PID\":\"7\",\"__REALTIME_TIMESTAMP\":\"1795367050965564\"}"
        .formatted(message);
  }

  private static String docker(String text) {
    return "{\"log\":\"%s\",\"stream\":\"stderr\"}".formatted(text);
  }

  @Test
  void haveTheMessagesTimeAndProcess() {
    assertThat(read(journal("page_moved 0x10 -> 0x20\\npage_moved 0x30 -> 0x40")))
        .containsExactly(
            "page_moved(16, 32)" + AT + " pid 7", "page_moved(48, 64)" + AT + " pid 7");
  }

  @Test
  void haveTheirOwnIfTheySaySo() {
    var first = "11@1795367050.000001:page_moved 0x10 -> 0x20";
    assertThat(read(journal(first + "\\r\\npage_moved 0x30 -> 0x40\\n")))
        .containsExactly(
            "page_moved(16, 32) at 2026-11-22T17:04:10.000001Z pid 7 tid 11",
            "page_moved(48, 64)" + AT + " pid 7");
  }

  @Test
  void areReadOfDockerToo() {
    assertThat(read(docker("hello\\npage_moved 0x10 -> 0x20\\n\\npage_moved 0x30 -> 0x40\\n")))
        .containsExactly("page_moved(16, 32)", "page_moved(48, 64)");
  }

  @Test
  void goToADeadLetterWithTheWholeLineIfOneDoesNotFit() {
    var line = journal("page_moved 0x10 -> 0x20\\npage_moved here\\npage_moved 0x30 -> 0x40");
    assertThat(read(line))
        .containsExactly(
            "page_moved(16, 32)" + AT + " pid 7",
            MISMATCH + line,
            "page_moved(48, 64)" + AT + " pid 7");
  }

  @Test
  void mayHoldAnotherThreadsMessageInFront() {
    var glued = "half a sen11@1795367050.000001:page_moved 0x30 -> 0x40";
    assertThat(read(docker("page_moved 0x10 -> 0x20\\n" + glued + "\\n")))
        .containsExactly(
            "page_moved(16, 32)", "page_moved(48, 64) at 2026-11-22T17:04:10.000001Z tid 11");
  }

  @Test
  void areOtherTextAsOneLine() {
    var line = journal("one\\ntwo");
    assertThat(read(line)).containsExactly("other: " + line);
  }

  @Test
  void endWithWhatWasCutOff() {
    var line = "{\"log\":\"page_moved 0x10 -> 0x20\\npage_moved 0x3";
    assertThat(read(line))
        .containsExactly(
            "page_moved(16, 32)",
            "DAMAGED: the end of the line is missing: what passed it on was stopped, or lost it;"
                + " it begins as event 'page_moved' | "
                + line);
  }
}
