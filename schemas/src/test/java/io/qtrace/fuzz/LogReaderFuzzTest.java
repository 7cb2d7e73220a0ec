package io.qtrace.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qtrace.definition.Definitions;
import io.qtrace.log.GoldenPrefix;
import io.qtrace.log.LogReader;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Any bytes as a log end in events, rejections and other lines. */
@Tag("long")
class LogReaderFuzzTest {

  private static final Definitions DEFINITIONS = Definitions.system();
  private static final GoldenPrefix[] PREFIXES = GoldenPrefix.values();

  /** The first byte says which prefix stands in front of each line of the rest; 0 is none. */
  @FuzzTest(maxDuration = "60s")
  void readsAnything(byte[] choiceAndLog) {
    if (choiceAndLog.length == 0) {
      return;
    }
    var rest = Arrays.copyOfRange(choiceAndLog, 1, choiceAndLog.length);
    var prefix = PREFIXES[(choiceAndLog[0] & 0xff) % PREFIXES.length];
    byte[] log = prefix == GoldenPrefix.NONE ? rest : behind(prefix, rest);
    int end = new LogReader(DEFINITIONS).read(log, 0, log.length, true, new EverySink(DEFINITIONS));
    if (end != log.length) {
      throw new AssertionError("%d of %d bytes were read".formatted(end, log.length));
    }
  }

  private static byte[] behind(GoldenPrefix prefix, byte[] lines) {
    return Arrays.stream(new String(lines, ISO_8859_1).split("\n", -1))
        .map(prefix::line)
        .collect(Collectors.joining("\n"))
        .getBytes(ISO_8859_1);
  }
}
