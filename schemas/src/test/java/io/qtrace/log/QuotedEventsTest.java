package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines of QEMU's inside what others write. An event whose format ends with a string takes all that
 * follows, so it may only be read where it ends with the line.
 */
class QuotedEventsTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "mine",
          "guest_asked(uint64_t start, const char *what) \"start 0x%\"PRIx64\" %s\"\n"
              .getBytes(StandardCharsets.UTF_8));

  private static List<String> read(String log) {
    return LogRecorder.read(DEFINITIONS, log);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"component": "virt-launcher", "msg": "$", "pos": "x"}
            {"msg": "qemu: $", "pos": "x"}
          [{"msg": "qemu: $"}]
          time=2026-11-22T17:04:10Z msg="$" pos=x
          7,$,x
          7,"$","x"
          <td>$</td>
          <li>qemu: $</li>
          echo '$' >> log
          echo "$" >> log
          {msg: $, pos: x}
            - {msg: $}
          at: [qemu: $, x]
          say(qemu: $)
          """)
  void areNotReadAsIfTheLineEndedThere(String around) {
    for (var event :
        List.of(
            "2026-11-22T17:04:10.965564Z guest_asked start 0x1 it",
            "16064@1795367219.808928:guest_asked start 0x1 it")) {
      var line = around.replace("$", event);
      assertThat(read(line + "\n")).containsExactly("other: " + line);
    }
  }

  /** A value without quotes ends with the line, as the event does. */
  @ParameterizedTest
  @ValueSource(strings = {"msg: ", "  - msg: ", "- ", "[vda] ", "{a: b} (c) ", "SP=(nil) [x "})
  void areReadWhereTheLineEnds(String before) {
    assertThat(read(before + "16064@1795367219.808928:guest_asked start 0x1 {a} (b)\n"))
        .containsExactly(
            "other: " + before,
            "guest_asked(1, \"{a} (b)\") at 2026-11-22T17:06:59.808928Z tid 16064");
  }

  /** As docker and the journal write them, with what an editor or a pager left behind. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", " \t ", "\r", " \r"})
  void areReadOutOfJsonWithBlanksBehindIt(String behind) {
    assertThat(
            read(
                "{\"log\":\"guest_asked start 0x1 it\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-22T17:04:10Z\"}"
                    + behind
                    + "\n"))
        .containsExactly("guest_asked(1, \"it\") at 2026-11-22T17:04:10Z");
  }
}
