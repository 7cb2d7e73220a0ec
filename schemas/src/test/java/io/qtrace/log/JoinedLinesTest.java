package io.qtrace.log;

import static io.qtrace.log.LoggedEvents.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of one event, whose string has newlines. */
class JoinedLinesTest {

  private static final String DAMAGED =
      "; the line is damaged or the definitions are not of the QEMU that wrote it | ";

  private static List<String> read(String log) {
    return LogRecorder.read(DEFINITIONS, log);
  }

  @Test
  void joinsLinesThatAStringHasBroken() {
    assertThat(read("guest_says a says 'one\ntwo\n\nthree'\nall_done \n"))
        .containsExactly("guest_says(\"a\", \"one\ntwo\n\nthree\")", "all_done()");
    assertThat(read("2026-11-22T17:04:10Z guest_said 'all_done \npage_moved 0x1 -> 0x2' end"))
        .containsExactly(
            "guest_said(\"all_done \npage_moved 0x1 -> 0x2\") at 2026-11-22T17:04:10Z");
    assertThat(read("guest_key \n 5\n")).containsExactly("guest_key(10, 5)");
    assertThat(read("two_lines a=1\nb=2\nall_done \n")).last().isEqualTo("all_done()");
  }

  @Test
  void joinsNoLineThatIsAnEvent() {
    assertThat(read("guest_said 'one\nall_done \ntwo' end\n"))
        .containsExactly(
            "MISMATCH: column 13: expected a string for 'what' of event 'guest_said' but found 'one'"
                + DAMAGED
                + "guest_said 'one",
            "all_done()",
            "other: two' end");
    assertThat(read("2026-11-22T17:04:10Z guest_said 'one\n2026-11-22T17:04:10Z warning: x' end\n"))
        .hasSize(2)
        .last()
        .isEqualTo("other: 2026-11-22T17:04:10Z warning: x' end");
  }

  @Test
  void leavesTheRestOfALastStringToItself() {
    assertThat(read("guest_shouted one\ntwo\n"))
        .containsExactly("guest_shouted(\"one\")", "other: two");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15})
  void joinsUpToSixteenLines(int newlines) {
    var text = "line\n".repeat(newlines) + "end";
    assertThat(read("guest_said '" + text + "' end\nall_done \n"))
        .containsExactly("guest_said(\"" + text + "\")", "all_done()");
  }

  @Test
  void givesUpJoiningBeyondItsBounds() {
    var many = read("guest_said '" + "line\n".repeat(16) + "' end\n");
    assertThat(many).hasSize(17);
    assertThat(many.get(0)).startsWith("MISMATCH: ");
    assertThat(many.subList(1, 17)).allMatch(found -> found.startsWith("other: "));
    var large = read("guest_said 'x\n" + "x".repeat(LogReader.MAX_JOINED_BYTES) + "' end\n");
    assertThat(large).hasSize(2);
    assertThat(large.get(0)).startsWith("MISMATCH: ");
  }
}
