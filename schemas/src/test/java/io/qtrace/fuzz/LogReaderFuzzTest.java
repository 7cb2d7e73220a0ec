package io.qtrace.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;

/** Any bytes as a log end in events, rejections and other lines. */
class LogReaderFuzzTest {

  private static final Definitions DEFINITIONS = Definitions.system();

  @FuzzTest(maxDuration = "60s")
  void readsAnything(byte[] log) {
    int end = new LogReader(DEFINITIONS).read(log, 0, log.length, true, new EverySink(DEFINITIONS));
    if (end != log.length) {
      throw new AssertionError("%d of %d bytes were read".formatted(end, log.length));
    }
  }
}
