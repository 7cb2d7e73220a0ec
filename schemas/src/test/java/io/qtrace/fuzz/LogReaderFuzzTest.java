package io.qtrace.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qtrace.definition.Definitions;
import io.qtrace.log.GoldenPrefix;
import io.qtrace.log.LogReader;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a log end in events, rejections and other lines. */
class LogReaderFuzzTest {

  private static final Definitions DEFINITIONS = Definitions.system();
  private static final String EVENT = "balloon_event opaque 0x55d0c7c3d3a0 addr 4096";

  @MethodSource("logs")
  @FuzzTest(maxDuration = "60s")
  void readsAnything(byte[] log) {
    int end = new LogReader(DEFINITIONS).read(log, 0, log.length, true, new EverySink(DEFINITIONS));
    if (end != log.length) {
      throw new AssertionError("%d of %d bytes were read".formatted(end, log.length));
    }
  }

  /** Begins with each form of prefix: what stands in front of what is up to the fuzzer. */
  static Stream<byte[]> logs() {
    return Arrays.stream(GoldenPrefix.values())
        .map(prefix -> prefix.line(EVENT) + '\n' + prefix.line(EVENT) + "\r\n")
        .map(text -> text.getBytes(ISO_8859_1));
  }
}
