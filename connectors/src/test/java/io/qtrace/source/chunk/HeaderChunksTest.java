package io.qtrace.source.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A header that was put in front of a trace shares no chunk with it, so places stay the trace's.
 */
class HeaderChunksTest {

  private static final byte[] TRACE = SimpleTrace.littleEndian().events(100).bytes();

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 1 << 20})
  void comeFirst(int chunkBytes) throws IOException {
    int header = 24 + 20 + nameLength();
    for (int cut = 0; cut < 3; cut++) {
      var source = new ByteArrayInputStream(Arrays.copyOf(TRACE, TRACE.length - cut));
      var chunks =
          new ChunkReader(source, TraceFormat.SIMPLE, Definitions.system(), chunkBytes)
              .behind(header);
      var all = new ByteArrayOutputStream();
      boolean isCut = false;
      for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
        assertThat(next.get().offsetBytes()).isEqualTo(all.size());
        isCut |= all.size() == header;
        all.writeBytes(next.get().bytes());
      }
      assertThat(isCut).isTrue();
      assertThat(all.toByteArray()).isEqualTo(Arrays.copyOf(TRACE, TRACE.length - cut));
    }
  }

  /** Of the event in the first mapping record. */
  private static int nameLength() {
    return TRACE[24 + 16];
  }
}
