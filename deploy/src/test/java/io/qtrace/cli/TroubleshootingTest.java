package io.qtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page by symptom: its commands exist, and do what it says as far as they need no broker. */
class TroubleshootingTest {

  private static final Path PAGE = Path.of("../docs/troubleshooting.md");
  private static final Pattern COMMAND = Pattern.compile("(?m)^deploy/qtrace (.+)$");
  private static final Pattern WRITTEN = Pattern.compile("`deploy/qtrace ([^`]+)`");

  /** Commands that look at files or settings only. */
  private static final List<String> LOCAL =
      List.of("inspect", "config", "decode", "conversions", "alerts", "schemas");

  @TempDir Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(
        directory.resolve("qemu.log"),
        "kvm_convert_memory start 0x1000 size 0x1000 shared_to_private\n"
            + "ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'populated'"
            + " to 'discarded'\n");
    Files.writeString(
        directory.resolve("trace-events-all"),
        "kvm_convert_memory(uint64_t start, uint64_t size, const char *msg)"
            + " \"start 0x%\" PRIx64 \" size 0x%\" PRIx64 \" %s\"\n"
            + "ram_block_attributes_state_change(uint64_t offset, uint64_t size, const char *from,"
            + " const char *to) \"offset 0x%\"PRIx64\" size 0x%\"PRIx64\" from '%s' to '%s'\"\n");
    Files.copy(directory.resolve("qemu.log"), directory.resolve("trace-4711"));
  }

  static Stream<String> commands() throws IOException {
    var page = Files.readString(PAGE);
    return Stream.concat(COMMAND.matcher(page).results(), WRITTEN.matcher(page).results())
        .map((MatchResult found) -> found.group(1))
        .distinct();
  }

  static Stream<String> localCommands() throws IOException {
    return commands().filter(command -> LOCAL.contains(command.split(" ", -1)[0]));
  }

  @Test
  void beginsWithALookAtTheFile() throws IOException {
    assertThat(commands().findFirst()).hasValue("inspect trace-4711");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesCommandsAndOptionsThatThereAre(String command) {
    var words = command.split(" ", -1);
    var console =
        new Console(
            new ByteArrayOutputStream(),
            new PrintStream(new ByteArrayOutputStream()),
            Map.of(),
            false);
    assertThatCode(() -> Qtrace.commandLine(console, Settings.NONE).parseArgs(words))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("localCommands")
  void doesWhatThePageSays(String command) {
    var words = Arrays.stream(command.split(" ", -1)).map(this::here).toArray(String[]::new);
    var run = CommandRun.of(words);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Exception", "internal error");
  }

  @Test
  void hasASectionForEverySymptom() throws IOException {
    var page = Files.readString(PAGE);
    var sections =
        Pattern.compile("(?m)^## (.+)$").matcher(page).results().map(found -> found.group(1));
    var linked =
        Pattern.compile("(?m)^\\| .+ \\| \\[([^]]+)]\\(#([a-z-]+)\\) \\|$")
            .matcher(page.substring(0, page.indexOf("\n## ")))
            .results();
    var titles =
        linked
            .peek(link -> assertThat(link.group(2)).isEqualTo(anchor(link.group(1))))
            .map(link -> link.group(1))
            .toList();
    assertThat(sections).containsExactlyElementsOf(titles);
  }

  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }

  private String here(String word) {
    if (word.startsWith("deploy/")) {
      return "../" + word;
    }
    return word.matches("trace-4711|qemu\\.log|trace-events-all|changes\\.csv")
        ? directory.resolve(word).toString()
        : word;
  }
}
