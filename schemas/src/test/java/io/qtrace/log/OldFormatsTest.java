package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What formats had up to QEMU 4.0 and tracetool forbids since. */
class OldFormatsTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "old",
          """
          dev_message(void *dev, uint32_t ctx) "dev %p context 0x%08x\\n"
          dev_says(const char *what) "says %s\\n"
          dev_bare(void) "\\n"
          irq_failure(int n) "irq %d: %m"
          irq_failed(int n) "%m (%d)"
          open_failed(const char *name, int fd) "%s: %m, fd %d"
          next_one(int n) "n %d"
          port_changed(uint16_t old, uint16_t now, uint16_t a) "from 0x%04x to 0x%04x\\npdtra=0x%04x"
          two_ends(int a) "a %d\\n\\n"
          log_page(int qid, const uint8_t *log_buf) "%d %s"
          log_part(int size, unsigned char *buf, int n) "'%.*s' %d"
          """
              .getBytes(StandardCharsets.UTF_8));

  private static List<String> read(String log) {
    return LogRecorder.read(DEFINITIONS, log);
  }

  @Test
  void anEmptyLineBehindAFormatThatEndsWithANewlineIsNothing() {
    assertThat(
            read(
                """
                dev_message dev 0x10 context 0x000000ff

                next_one n 1

                dev_says says a

                dev_bare\s

                next_one n 2
                """))
        .containsExactly(
            "dev_message(16, 255)",
            "next_one(1)",
            "other: ",
            "dev_says(\"a\")",
            "dev_bare()",
            "next_one(2)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5019@1795368894.324831:"})
  void linesOfOneFormatAreOneEvent(String stamp) {
    var event = stamp + "port_changed from 0x0001 to 0x0002\npdtra=0x0003\n";

    assertThat(read(event + stamp + "two_ends a 7\n\n\n" + stamp + "next_one n 1\n"))
        .extracting(text -> text.replaceFirst(" at .*", ""))
        .containsExactly("port_changed(1, 2, 3)", "two_ends(7)", "next_one(1)");
    assertThat(read(event.replace("\n", "\r\n")))
        .extracting(text -> text.replaceFirst(" at .*", ""))
        .containsExactly("port_changed(1, 2, 3)");
  }

  @Test
  void aLineWithoutItsOthersIsDamaged() {
    assertThat(read("port_changed from 0x0001 to 0x0002\nnext_one n 1\n"))
        .hasSize(2)
        .last()
        .isEqualTo("next_one(1)");
  }

  @Test
  void theEmptyLineMayBeMissing() {
    assertThat(read("dev_message dev 0x10 context 0x000000ff\nnext_one n 1\n"))
        .containsExactly("dev_message(16, 255)", "next_one(1)");
    assertThat(read("dev_says says a\n")).containsExactly("dev_says(\"a\")");
    assertThat(read("dev_says says a")).containsExactly("dev_says(\"a\")");
  }

  @Test
  void onlyOneEmptyLineIsTheEvents() {
    assertThat(read("dev_says says a\n\n\n")).containsExactly("dev_says(\"a\")", "other: ");
  }

  @Test
  void theEmptyLineFollowsBehindEveryPrefixAndMessage() {
    assertThat(
            read(
                """
                5019@1795368894.324831:dev_says says a

                warning: 5019@1795368894.324831:dev_says says b

                next_one n 1
                """))
        .filteredOn(found -> !found.startsWith("other: warning"))
        .hasSize(3)
        .noneMatch(found -> found.startsWith("other"));
  }

  @Test
  void syslogHasEscapedTheNewline() {
    assertThat(read("<30>Nov 22 17:10:38 host qemu[4711]: dev_says says a#012\n"))
        .singleElement()
        .asString()
        .contains("dev_says(\"a\")");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 24, 25, 26, 100})
  void theAnswerDoesNotDependOnHowTheBytesCome(int pieceBytes) {
    var log = "dev_says says a\n\nnext_one n 1\ndev_bare \n\ndev_says says b\n";

    assertThat(LogRecorder.readInPieces(DEFINITIONS, log, pieceBytes)).isEqualTo(read(log));
  }

  @Test
  void textOfBytesIsReadButHasNoAddress() {
    assertThat(read("log_page 3 any text\nlog_page 4 \nlog_part 'abc' 5\n"))
        .containsExactly("log_page(3, 0)", "log_page(4, 0)", "log_part(3, 0, 5)");
  }

  @Test
  void anErrnoIsAnyTextAndNoArgument() {
    assertThat(
            read(
                """
                irq_failure irq 5: No such device
                irq_failure irq 6:\s
                irq_failed Permission denied (7)
                open_failed a: b: Is a directory, fd -1
                """))
        .containsExactly(
            "irq_failure(5)", "irq_failure(6)", "irq_failed(7)", "open_failed(\"a\", -1)");
  }
}
