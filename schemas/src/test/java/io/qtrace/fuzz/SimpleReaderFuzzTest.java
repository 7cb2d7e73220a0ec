package io.qtrace.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.SimpleReader;
import io.qtrace.raw.SimpleTrace;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes behind a sound beginning: every byte is accounted for, and what is an event can be
 * encoded and rendered.
 */
@Tag("long")
class SimpleReaderFuzzTest {

  private static final Definitions DEFINITIONS = Definitions.system();

  @FuzzTest(maxDuration = "60s")
  void accountsForEveryByte(byte[] bytes) {
    check(bytes);
    var sound =
        new SimpleTrace(DEFINITIONS, ByteOrder.LITTLE_ENDIAN)
            .start()
            .event("runstate_set", 1, 77, 1L, "paused", 2L, "running")
            .toBytes();
    var both = Arrays.copyOf(sound, sound.length + bytes.length);
    System.arraycopy(bytes, 0, both, sound.length, bytes.length);
    check(both);
  }

  private static void check(byte[] bytes) {
    var sink = new EverySink(DEFINITIONS);
    new SimpleReader(DEFINITIONS).read(bytes, 0, bytes.length, true, sink);
    if (sink.bytes() != bytes.length) {
      throw new AssertionError(sink.bytes() + " of " + bytes.length + " bytes are accounted for");
    }
  }
}
