package io.qtrace.definition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.definition.scan.InvalidTraceEventsException;
import org.junit.jupiter.api.Test;

class RefusedDeclarationsTest {

  private static Definitions parse(String text) {
    return Definitions.parse("mine", text.getBytes(UTF_8));
  }

  @Test
  void costTheirOwnEventsOnly() {
    var definitions =
        parse(
            """
            first(int a) "%d"
            linked(struct x *y) "%p"
            last(void) ""
            """);

    assertThat(definitions.events())
        .extracting(EventDefinition::name)
        .containsExactly("first", "last");
    assertThat(definitions.refusedEvents()).containsExactly("linked");
    assertThat(definitions.explainRefusal("linked"))
        .contains(
            "event 'linked' is declared in a way that cannot be read (mine:2:8: type 'struct x *'"
                + " is not traceable; pass structs as 'void *')");
    assertThat(definitions.explainRefusal("first")).isEmpty();
    assertThat(definitions.warning(20))
        .contains(
            """
            1 declaration cannot be read; records of these events are rejected, all others are read
            mine:2:8: warning: type 'struct x *' is not traceable; pass structs as 'void *'
              linked(struct x *y) "%p"
                     ^~~~~~~~~~~\
            """);
  }

  @Test
  void areCountedBeyondABound() {
    var text = parse("good(void)\nx1(Y *y)\nx2(Y *y)\nx3(Y *y)\n").warning(1).orElseThrow();

    assertThat(text).startsWith("3 declarations cannot be read; ").endsWith("\n… and 2 more");
    assertThat(parse("good(void)\n").warning(1)).isEmpty();
  }

  @Test
  void takeAnEventAlongThatIsDeclaredInAnotherWayToo() {
    var definitions =
        parse(
            "same(int a) \"%d\"\nsame(int a, int b) \"%d %d\"\ngood(void)\nodd(int a)\nodd(Y *y)\n");

    assertThat(definitions.events()).extracting(EventDefinition::name).containsExactly("good");
    assertThat(definitions.refusedEvents()).containsExactly("same", "odd");
  }

  @Test
  void takeNothingAlongWhenTheyAreDisabled() {
    var definitions = parse("kept(int a) \"%d\"\ndisable kept(Y *y) \"%p\"\ndisable gone(Y *y)\n");

    assertThat(definitions.events()).extracting(EventDefinition::name).containsExactly("kept");
    assertThat(definitions.refusedEvents()).containsExactly("gone");
  }

  @Test
  void areBothEventsOfTheTcgProperty() {
    assertThat(parse("good(void)\nvcpu tcg mem(Y *y) \"a\", \"b\"\n").refusedEvents())
        .containsExactly("mem_trans", "mem_exec");
  }

  @Test
  void mayHaveNoName() {
    var definitions = parse("good(void)\n<html>\n");

    assertThat(definitions.refused()).hasSize(1);
    assertThat(definitions.refusedEvents()).isEmpty();
  }

  @Test
  void areAnErrorIfThereIsNothingElse() {
    assertThatThrownBy(() -> parse("<html>\nx(Y *y)\n"))
        .isInstanceOfSatisfying(
            InvalidTraceEventsException.class, e -> assertThat(e.diagnostics()).hasSize(2));
  }

  @Test
  void doNotChangeTheFingerprint() {
    var text = "good(void)\nbad(Y *y)\n";

    assertThat(parse(text).fingerprint())
        .isEqualTo(Definitions.fingerprintOf(text.getBytes(UTF_8)));
  }
}
