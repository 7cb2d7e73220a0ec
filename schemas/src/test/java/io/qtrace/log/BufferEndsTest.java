package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A buffer may end anywhere, with nothing behind it in its array. */
final class BufferEndsTest {

  /** So many that patterns have become straight lines. */
  private static final int MANY = 20_001;

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "events",
          """
          string_first(const char *name, int n) "%s: %d"
          string_last(int n, const char *name) "%d %s"
          char_first(char c) "%c"
          hex_first(uint64_t n) "%"PRIx64" is it"
          """
              .getBytes(StandardCharsets.UTF_8));

  private static final String LINES =
      "string_first ram: 1\nstring_last 2 ram\nchar_first x\nhex_first ff is it\n";

  @Test
  void isNoMatterWhereABufferEnds() {
    var reader = new LogReader(DEFINITIONS);
    LogRecorder.read(reader, DEFINITIONS, LINES.repeat(MANY));
    byte[] lines = LINES.getBytes(StandardCharsets.UTF_8);
    var whole = LogRecorder.read(reader, DEFINITIONS, LINES);

    for (int cut : IntStream.rangeClosed(0, lines.length).toArray()) {
      var recorder = new LogRecorder(DEFINITIONS);
      int read = reader.read(Arrays.copyOf(lines, cut), 0, cut, false, recorder);
      reader.read(lines, read, lines.length, true, recorder);

      assertThat(recorder.found).as("cut at %d", cut).isEqualTo(whole);
    }
  }
}
