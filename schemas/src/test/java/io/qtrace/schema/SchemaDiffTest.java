package io.qtrace.schema;

import static io.qtrace.schema.SchemaDiff.Kind.ADDED;
import static io.qtrace.schema.SchemaDiff.Kind.COMPATIBLE;
import static io.qtrace.schema.SchemaDiff.Kind.INCOMPATIBLE;
import static io.qtrace.schema.SchemaDiff.Kind.REMOVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.schema.SchemaDiff.Change;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaDiffTest {

  @Test
  void classifiesEveryChange() {
    var diff =
        diff(
            """
            gone(int a) "%d"
            same(int a) "%d"
            wider(int a) "%d"
            level(int level) "%d"
            longer(int a) "%d"
            worded(int a) "a %d"
            """,
            """
            same(int a) "%d"
            wider(uint64_t a) "%"PRIu64
            level(bool level) "%d"
            longer(int a, const char *b) "%d %s"
            worded(int a) "a=%d"
            fresh(void)
            """);

    assertThat(diff.unchanged()).isEqualTo(1);
    assertThat(diff.changes())
        .containsExactly(
            new Change("fresh", ADDED, List.of()),
            new Change("gone", REMOVED, List.of()),
            new Change(
                "level",
                INCOMPATIBLE,
                List.of(
                    "argument 'level' int → bool",
                    "the new schema cannot read old events",
                    "the old schema cannot read new events")),
            new Change(
                "longer",
                COMPATIBLE,
                List.of("argument 'b' added (const char *)", "format \"%d\" → \"%d %s\"")),
            new Change(
                "wider",
                COMPATIBLE,
                List.of("argument 'a' int → uint64_t", "format \"%d\" → \"%lu\"")),
            new Change("worded", COMPATIBLE, List.of("format \"a %d\" → \"a=%d\"")));
  }

  @Test
  void noticesAnotherOrder() {
    var diff = diff("e(int a, int b) \"%d %d\"", "e(int b, int a) \"%d %d\"");

    assertThat(diff.changes())
        .containsExactly(new Change("e", COMPATIBLE, List.of("arguments in another order")));
  }

  private static SchemaDiff diff(String before, String after) {
    return SchemaDiff.between(definitions(before), definitions(after));
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(StandardCharsets.UTF_8));
  }
}
