package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard input and pipes in place of files. */
@Tag("slow")
@Timeout(60)
class PipesTest {

  private static final String DEFINITIONS = "clock_tick(int n) \"n %d\"\n";
  private static final String LOG = "clock_tick n 1\n";

  @TempDir Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  /** A FIFO that somebody else writes once. */
  private String pipe(String name, String text) throws Exception {
    var pipe = directory.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, text);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
    return pipe.toString();
  }

  @Test
  void decodesStandardInput() throws IOException {
    var definitions = file("events", DEFINITIONS);

    for (byte[] stdin : new byte[][] {LOG.getBytes(UTF_8), Zstd.compress(LOG.getBytes(UTF_8))}) {
      assertThat(CommandRun.reading(stdin, "decode", "-", "--definitions", definitions))
          .isEqualTo(
              new CommandRun(
                  0, LOG, "standard input: 1 event, 0 dropped records, 0 bytes rejected\n"));
      assertThat(
              CommandRun.reading(
                      stdin, "decode", "-", "--definitions", definitions, "--format=json")
                  .out())
          .contains("\"event\":\"clock_tick\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"schemas", "schemas --strict"})
  void readsDefinitionsFromStandardInput(String command) throws IOException {
    var fromFile = CommandRun.of((command + " " + file("events", DEFINITIONS)).split(" ")).out();

    var run = CommandRun.reading(DEFINITIONS.getBytes(UTF_8), (command + " -").split(" "));

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(fromFile.replaceFirst("definitions  .*", "definitions  standard input"));
  }

  @Test
  void readsDefinitionsAndTraceFromPipes() throws Exception {
    var trace = pipe("trace", LOG);
    var definitions = pipe("definitions", DEFINITIONS);

    assertThat(CommandRun.of("decode", trace, "--definitions", definitions).out()).isEqualTo(LOG);
    assertThat(
            CommandRun.reading(
                    DEFINITIONS.getBytes(UTF_8), "decode", file("log", LOG), "--definitions=-")
                .out())
        .isEqualTo(LOG);
    assertThat(CommandRun.of("schemas", "diff", pipe("a", DEFINITIONS), pipe("b", DEFINITIONS)))
        .isEqualTo(
            CommandRun.of("schemas", "diff", file("c", DEFINITIONS), file("d", DEFINITIONS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decode - --definitions -",
        "decode - --definitions /dev/stdin",
        "conversions - --definitions -",
        "schemas diff - -",
        "send - --vm v --definitions - -b localhost:1"
      })
  void readsStandardInputOnceOnly(String command) {
    assertThat(CommandRun.reading(new byte[0], command.split(" ")))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "qtrace: standard input (-) can be read once only; name a file for the others\n"));
  }

  @Test
  void saysWhyDefinitionsAreNoneAndEscapesWhatTheyAre() throws IOException {
    assertThat(CommandRun.of("schemas", file("empty", "")).err())
        .isEqualTo(
            "qtrace: %s: no event is declared in it; give the trace-events-all of the QEMU that wrote the trace\n"
                .formatted(directory.resolve("empty")));
    var name = directory.resolve("escape").toString();
    assertThat(CommandRun.of("schemas", file("escape", "a\u001b[31m(void)\n")).err())
        .isEqualTo(
            """
            qtrace: %1$s: 1 declaration cannot be read
            %1$s:1:2: error: expected '(' behind 'a' but found '\\x1b'
              a\\x1b[31m(void)
               ^~~~
            """
                .formatted(name));
    var errors = CommandRun.of("schemas", file("many", "1(int a)\n".repeat(30))).err();
    assertThat(errors).endsWith("\n… and 10 more\n");
    assertThat(errors.split("error: ", -1)).hasSize(21);
  }

  @Test
  void conversionsDoubtsALogOfOtherDefinitions() throws IOException {
    var log = file("log", "no_such_event a 5\n");

    assertThat(CommandRun.of("conversions", log).exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("conversions", log).err())
        .contains(
            log
                + ": no line is an event of the built-in definitions (44 events); the first that looks"
                + " like one:\n    no_such_event a 5\n    ^\n  no event 'no_such_event' is in the"
                + " definitions; give those of the QEMU that wrote the log with --definitions\n");
    assertThat(CommandRun.of("conversions", log, "--allow-empty").exitCode()).isZero();
    assertThat(CommandRun.of("conversions", log, "--allow-empty", "-q").err()).isEmpty();
  }
}
