package io.qtrace.cli.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import io.qtrace.definition.Definitions;
import io.qtrace.schema.EventSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasCommandTest {

  private static final String OLD =
      """
      a_changes(int level) "level %d"
      b_goes(void) ""
      c_widens(uint32_t x) "x %u"
      d_stays(void *meta) "%p"
      """;

  private static final String NEW =
      """
      a_changes(bool level) "level %d"
      c_widens(uint64_t x) "x %"PRIu64
      d_stays(void *meta) "%p"
      disable e_comes(const char *s) "%s"
      """;

  @TempDir Path directory;

  @Test
  void writesASchemaPerEvent() throws IOException {
    var file = write("old", OLD);
    var out = directory.resolve("avsc");

    var run = CommandRun.of("schemas", file, "--out", out.toString());

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                0,
                """
                definitions  %s
                fingerprint  a4e7
                events       4 (1 without arguments, 0 disabled)
                arguments    3 (1 signed, 1 unsigned, 1 pointer)
                warnings     1
                  d_stays: argument 'meta' is field 'meta_'
                written      4 .avsc files to %s
                """
                    .formatted(file, out)
                    .replace("a4e7", fingerprint(OLD)),
                ""));
    var schema = new Schema.Parser().parse(out.resolve("d_stays.avsc").toFile());
    assertThat(schema.getProp(EventSchemas.EVENT_PROPERTY)).isEqualTo("d_stays");
  }

  @Test
  void showsTheBuiltInEventsWithoutAFile() {
    assertThat(CommandRun.of("schemas").out())
        .startsWith("definitions  built-in events\n")
        .contains("\nevents       44 (");
  }

  @Test
  void pointsAtBadDeclarations() throws IOException {
    var file = write("bad", "fine(void) \"\"\nbad(struct x *y) \"%p\"\n");

    assertThat(CommandRun.of("schemas", file, "--strict"))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                qtrace: %1$s: 1 declaration cannot be read
                %1$s:2:5: error: type 'struct x *' is not traceable; pass structs as 'void *'
                  bad(struct x *y) "%%p"
                      ^~~~~~~~~~~
                """
                    .formatted(file)));
  }

  @Test
  void goesOnBehindBadDeclarations() throws IOException {
    var text = "fine(void) \"\"\nbad(struct x *y) \"%p\"\n";
    var file = write("bad", text);

    assertThat(CommandRun.of("schemas", file))
        .isEqualTo(
            new CommandRun(
                0,
                """
                definitions  %s
                fingerprint  %s
                events       1 (1 without arguments, 0 disabled)
                refused      1
                arguments    0
                warnings     none
                """
                    .formatted(file, fingerprint(text)),
                """
                qtrace: %1$s: 1 declaration cannot be read; records of these events are rejected, all others are read
                %1$s:2:5: warning: type 'struct x *' is not traceable; pass structs as 'void *'
                  bad(struct x *y) "%%p"
                      ^~~~~~~~~~~
                """
                    .formatted(file)));
  }

  @Test
  void saysWhenNothingIsLeft() throws IOException {
    var run = CommandRun.of("schemas", write("bad", "bad(struct x *y) \"%p\"\n"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bad: 1 declaration cannot be read\n");
  }

  @Test
  void saysWhenAFileIsNotThere() {
    assertThat(CommandRun.of("schemas", "/nowhere"))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: /nowhere: cannot read the definitions: no such file; give the"
                    + " trace-events-all of the QEMU that wrote the trace\n"));
  }

  @Test
  void classifiesEachChange() throws IOException {
    assertThat(CommandRun.of("schemas", "diff", write("old", OLD), write("new", NEW)))
        .isEqualTo(
            new CommandRun(
                1,
                """
                incompatible  a_changes
                              argument 'level' int → bool
                              the new schema cannot read old events
                              the old schema cannot read new events
                removed       b_goes
                compatible    c_widens
                              argument 'x' uint32_t → uint64_t
                              format "x %u" → "x %lu"
                added         e_comes
                1 added, 1 removed, 1 compatible, 1 incompatible, 1 unchanged
                """,
                ""));
  }

  @Test
  void classifiesForPrograms() throws IOException {
    var run =
        CommandRun.of(
            "schemas",
            "diff",
            write("new", NEW),
            write("newer", NEW + "f(void)\n"),
            "--format=json");

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                0,
                """
                {
                  "added" : 1,
                  "removed" : 0,
                  "compatible" : 0,
                  "incompatible" : 0,
                  "unchanged" : 4,
                  "changes" : [ {
                    "event" : "f",
                    "kind" : "added",
                    "details" : [ ]
                  } ]
                }
                """,
                ""));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static String fingerprint(String text) {
    return Definitions.fingerprintOf(text.getBytes(UTF_8));
  }
}
