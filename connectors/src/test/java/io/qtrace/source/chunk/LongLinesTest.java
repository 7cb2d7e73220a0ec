package io.qtrace.source.chunk;

import static io.qtrace.source.file.TraceFormat.LOG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A line that is longer than a chunk is sent whole, or rejected as a whole. */
@Tag("slow")
class LongLinesTest {

  private static final Definitions DEFINITIONS = Definitions.system();
  private static final int MAX = LogReader.MAX_LINE_BYTES;
  private static final String FIRST = "dma_map_wait dbs=0x1\n";

  @Test
  void anEventWithAStringLongerThanAChunkIsSentWhole() throws IOException {
    var line = "load_file name a location " + "x".repeat(300_000) + "\n";

    var reading = assertSame(FIRST + line + FIRST);

    assertThat(reading.events).isEqualTo(3);
    assertThat(reading.rejections).isZero();
  }

  @Test
  @Tag("long")
  void anEventLongerThanALineMayBeIsNoEvent() throws IOException {
    for (int length : new int[] {MAX, MAX + 1, 2 * MAX - 1, 2 * MAX, 2 * MAX + 1, 5 * MAX + 7}) {
      var line = ("load_file name a location " + "x".repeat(length)).substring(0, length);

      for (var end : List.of("\n", "\r\n", "\n" + FIRST, "")) {
        var log = FIRST + line + end;
        var reading = assertSame(log);

        assertThat(reading.events).as(length + end).isEqualTo(end.endsWith(FIRST) ? 2 : 1);
        int lineBytes = end.startsWith("\r") ? length + 1 : length;
        assertThat(reading.rejections).isEqualTo(lineBytes / MAX);
        assertThat(reading.bytes).isEqualTo(log.length() - newlines(log));
      }
    }
  }

  @Test
  void theLongestLineIsOneByteShorter() throws IOException {
    var line = ("load_file name a location " + "x".repeat(MAX)).substring(0, MAX - 1);

    assertThat(assertSame(FIRST + line + "\n" + FIRST).events).isEqualTo(3);
  }

  /** A line that its newline in a string has broken, and one that is too long behind it. */
  @Test
  void aLineThatMayGoOnIsNotJoinedWithOneThatIsTooLong() throws IOException {
    var reading = assertSame("load_file name a\n" + "x".repeat(MAX) + " location b\n" + FIRST);

    assertThat(reading.events).isEqualTo(1);
    assertThat(reading.rejections).isEqualTo(2);
  }

  @Test
  void aHundredMegabytesWithoutANewlineTakeNoMoreMemoryThanAPiece() throws IOException {
    var piece = new byte[1 << 20];
    Arrays.fill(piece, (byte) 'x');
    var pieces = Collections.nCopies(100, piece).stream().map(b -> (InputStream) in(b)).toList();
    var chunks =
        new ChunkReader(
            new SequenceInputStream(Collections.enumeration(pieces)), LOG, DEFINITIONS, 1 << 16);

    long bytes = 0;
    for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
      int length = next.get().bytes().length;
      assertThat(length).isBetween(MAX, 2 * MAX - 1);
      bytes += length;
    }

    assertThat(bytes).isEqualTo(100L << 20);
  }

  private static Reading assertSame(String log) throws IOException {
    var bytes = log.getBytes(UTF_8);
    var whole = Reading.whole(bytes, LOG, DEFINITIONS, 1 << 20);
    for (int chunkBytes : new int[] {100, 1 << 16, 1 << 20}) {
      assertThat(whole.differenceTo(Reading.cut(bytes, LOG, DEFINITIONS, chunkBytes))).isEmpty();
    }
    int[] cuts = {bytes.length / 3, bytes.length / 2, bytes.length - 1};
    assertThat(whole.differenceTo(Reading.grown(bytes, LOG, DEFINITIONS, cuts))).isEmpty();
    return whole;
  }

  private static long newlines(String log) {
    return log.chars().filter(c -> c == '\n').count();
  }

  private static ByteArrayInputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
