package io.qtrace.definition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.definition.scan.InvalidTraceEventsException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Definitions come from anybody; each event becomes a topic, a schema and memory. */
@Tag("slow")
class DefinitionBoundsTest {

  @Test
  void takesNamesThatCanBeTopics() {
    var name = "e".repeat(194);
    assertThat(parse(name + "(int n) \"n %d\"\n").events()).hasSize(1);
    assertThatThrownBy(() -> parse(name + "e(int n) \"n %d\"\n"))
        .isInstanceOf(InvalidTraceEventsException.class)
        .hasMessageContaining("test:1:1: error:")
        .hasMessageContaining(
            "the event's name has 195 characters; at most 194 can be the name of a topic");
  }

  @Test
  void takesLinesOfSomeKilobytes() {
    assertThatThrownBy(() -> parse("e(int n) \"" + "x".repeat(100_000) + "%d\"\n"))
        .hasMessageContaining("the line has 100013 characters; at most 8192 are taken")
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1000));
  }

  @Test
  void takesCommentsOfAnyLength() {
    assertThat(parse("# " + "x".repeat(100_000) + "\ne(int n) \"n %d\"\n").events()).hasSize(1);
  }

  @Test
  void takesMoreEventsThanQemuHas() {
    assertThat(parse(events(20_000)).events()).hasSize(20_000);
    assertThatThrownBy(() -> parse(events(150_000)))
        .hasMessageContaining("test:20001:1: error: more than 20000 events; split the file");
  }

  @Test
  void leavesOutAnyNumberOfDeclarationsBesideMany() {
    var bad = "bad(hwaddr a) \"a %d\"\n";

    assertThat(parse(events(200) + bad.repeat(3_000)).events()).hasSize(200);
    assertThatThrownBy(() -> parse(events(10) + bad.repeat(3_000)))
        .isInstanceOf(InvalidTraceEventsException.class);
    assertThatThrownBy(() -> parse(events(20_000) + bad.repeat(30_000)))
        .isInstanceOfSatisfying(
            InvalidTraceEventsException.class, e -> assertThat(e.diagnostics()).hasSize(20_001));
  }

  private static String events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "ev_" + i + "(int n) \"n %d\"\n")
        .collect(Collectors.joining());
  }

  private static Definitions parse(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }
}
