package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people, terminals and other threads put around an event. */
class LineNoiseTest {

  private static List<String> read(String log) {
    return LogRecorder.read(DEFINITIONS, log);
  }

  @Test
  void readsNothingOfAnEarlierLineBehindAShorterOne() {
    var reader = new LogReader(DEFINITIONS);
    assertThat(LogRecorder.read(reader, DEFINITIONS, "dma_done dbs=0xd\n"))
        .containsExactly("dma_done(13)");
    assertThat(LogRecorder.read(reader, DEFINITIONS, "dma_done dbs=0\n"))
        .containsExactly("dma_done(0)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[vda]", "-> ", "SP=00:ffff30 ", "vm: ", "\033[1mvm\033[0m"})
  void keepsTheThreadOfAnEventBehindAMark(String mark) {
    assertThat(read(mark + "16064@1795367219.808928:page_moved 0x10 -> 0x20\n"))
        .containsExactly(
            "other: " + mark, "page_moved(16, 32) at 2026-11-22T17:06:59.808928Z tid 16064");
  }

  /** Behind 0x50 and before 4194304, the greatest thread id of Linux. */
  @ParameterizedTest
  @ValueSource(strings = {"SP=0x50", "x", "at 5000", "000000000000000000000000"})
  void doesNotGuessTheThreadOfAnEventBehindANumber(String number) {
    assertThat(read(number + "16064@1795367219.808928:page_moved 0x10 -> 0x20\n"))
        .hasSize(2)
        .last()
        .isEqualTo("page_moved(16, 32) at 2026-11-22T17:06:59.808928Z");
    assertThat(read(number + "16064@1795367219808928000 page_moved 0x10 -> 0x20\n"))
        .hasSize(2)
        .last()
        .isEqualTo("page_moved(16, 32) at 2026-11-22T17:06:59.808928Z");
  }

  /** They are noise only where a sequence ends with them. */
  @ParameterizedTest
  @ValueSource(strings = {"\017", "ring \007", "two \017\017", "m", "[K"})
  void keepsTheControlCharactersOfAValue(String value) {
    assertThat(read("guest_shouted " + value + "\n"))
        .containsExactlyElementsOf(read("guest_shouted " + value + "\r\n"))
        .first()
        .asString()
        .contains(value.strip());
  }

  /** Some formats end with blanks, and editors and shippers take them away. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "  ", "   ", "\r", " \r", "\033[0m"})
  void readsEventsWithoutTheBlanksThatTheirFormatsEndWith(String end) {
    var definitions =
        Definitions.parse(
            "events",
            """
            ppr_exec(void) "Execution of PPR queue requested "
            cmdq_wrap(int prod, int cons) "prod:%d, cons:%d  "
            guest_said(const char *what) "said %s "
            """
                .getBytes(UTF_8));
    for (var prefix : List.of("", "16064@1795367219.808928:")) {
      var lines =
          List.of(
              "ppr_exec Execution of PPR queue requested",
              "cmdq_wrap prod:1, cons:-2",
              "guest_said said it");
      for (int i = 0; i < lines.size(); i++) {
        var recorded = LogRecorder.read(definitions, prefix + lines.get(i) + end + "\n");
        assertThat(recorded)
            .singleElement()
            .asString()
            .startsWith(List.of("ppr_exec()", "cmdq_wrap(1, -2)", "guest_said(\"it").get(i));
      }
    }
  }

  /** What stands in front of a prompt, and what terminals of each kind end colours with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033]0;root@vm: ~\007",
        "\033]2;a title\033\\",
        "\033[?2004l",
        "\033(B\033[m",
        "\033)0",
        "\033=",
        "\0337\033[1;5r\0338",
        "\033[38;5;196m",
      })
  void leavesOutSequencesInFront(String sequence) {
    assertThat(read(sequence + "page_moved 0x10 -> 0x20\n")).containsExactly("page_moved(16, 32)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033[m\017",
        "\033[K\033[m\017\r",
        "\033]0;root@vm: ~\007",
        " \033]0;x\007\033[0m",
        "\033[?2004l",
        "\033]8;;\033\\",
        "\033[2J\033[H",
        "\0338\033[0m \033[K",
        "\033>"
      })
  void leavesOutSequencesBehind(String sequence) {
    assertThat(read("page_moved 0x10 -> 0x20" + sequence + "\n"))
        .containsExactly("page_moved(16, 32)");
    assertThat(read("guest_shouted it" + sequence.strip() + "\nguest_shouted tab\t\n"))
        .containsExactly("guest_shouted(\"it\")", "guest_shouted(\"tab\t\")");
  }

  @Test
  void leavesCarriageReturnsAndTerminalSequencesOut() {
    assertThat(
            read(
                """
                page_moved 0x10 -> 0x20\r
                guest_shouted x\r
                guest_shouted x y \033[0m\r
                guest_shouted K
                guest_said 'one\r
                two\r\033(B\033[m' end\033(B\033[m
                page_moved 0x10 -> 0x20 \033[0m \033[K\t
                \033[0mpage_moved 0x10 -> 0x20
                all_done\r
                all_done \r
                CPU Reset\r
                """))
        .containsExactly(
            "page_moved(16, 32)",
            "guest_shouted(\"x\")",
            "guest_shouted(\"x y \")",
            "guest_shouted(\"K\")",
            "guest_said(\"one\ntwo\r\033(B\033[m\")",
            "page_moved(16, 32)",
            "page_moved(16, 32)",
            "all_done()",
            "all_done()",
            "other: CPU Reset\r");
  }
}
