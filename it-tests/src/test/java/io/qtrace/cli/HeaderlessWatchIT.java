package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --watch} follows SystemTap's simple traces, which say nothing of themselves. */
class HeaderlessWatchIT {

  private static final int TICK = 1; // the second in the definitions
  private static final long FROM_NS = 1_795_368_894_324_831_000L;
  private static final int EVENTS = 500;

  @TempDir Path directory;

  @Test
  void typesTheirEventsByTheOrderOfTheDefinitions() throws Exception {
    var definitions =
        Files.writeString(
            directory.resolve("trace-events-all"),
            "tock(void) \"\"\ntick(uint64_t n) \"n %\" PRIu64\n");
    var watched = Files.createDirectory(directory.resolve("watched"));
    var trace = watched.resolve("vm-7.trace");
    Files.write(trace, ticks(0, EVENTS / 2), CREATE);

    try (var up =
        UpProcess.start(
            directory.resolve("data"),
            "--watch=" + watched,
            "--no-header",
            "--definitions=" + definitions)) {
      assertThat(tail(up, EVENTS / 2)).hasSize(EVENTS / 2);
      Files.write(trace, ticks(EVENTS / 2, EVENTS), APPEND);

      assertThat(tail(up, EVENTS))
          .containsExactlyElementsOf(
              IntStream.range(0, EVENTS).mapToObj(HeaderlessWatchIT::shown).toList());
    }
  }

  private static byte[] ticks(int from, int to) {
    var bytes = ByteBuffer.allocate((to - from) * 40).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      bytes.putLong(1).putLong(TICK).putLong(FROM_NS + i * 1_000L).putInt(32).putInt(4711);
      bytes.putLong(i);
    }
    return bytes.array();
  }

  private static String shown(int number) {
    return "%s %d".formatted(Long.toString(FROM_NS + number * 1_000L), number);
  }

  /** Waits for so many events, and shows of each its time and its argument. */
  private static List<String> tail(UpProcess up, int count) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    int exitCode =
        Qtrace.run(
            console,
            Stream.of(
                    List.of("tail", "tick", "--from-beginning", "--max=" + count),
                    List.of("--bootstrap=" + up.bootstrap(), "--registry=" + up.registryUrl()))
                .flatMap(List::stream)
                .toArray(String[]::new));
    assertThat(exitCode).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8).lines().map(HeaderlessWatchIT::shown).toList();
  }

  private static String shown(String json) {
    return json.replaceAll(".*\"timestampNs\":(\\d+).*\"n\":(\\d+).*", "$1 $2");
  }
}
