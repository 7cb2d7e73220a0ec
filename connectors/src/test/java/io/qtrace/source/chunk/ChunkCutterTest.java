package io.qtrace.source.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.source.chunk.ChunkCutter.Ending;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@net.jqwik.api.Tag("slow")
class ChunkCutterTest {

  private static final LogLines LINES = new LogLines(Definitions.system());

  @Test
  void holdsTheLastRecordBackUntilNothingCame() {
    var trace = SimpleTrace.littleEndian();
    int head = trace.size();
    var bytes = trace.events(2).bytes();
    var cutter = ChunkCutter.simple(1000);

    assertThat(cutter.fill(bytes, 0, bytes.length, Ending.OPEN)).isFalse();
    assertThat(cutter.lengthBytes()).isEqualTo(head + 40);
    assertThat(cutter.fill(bytes, 0, bytes.length, Ending.QUIET)).isFalse();
    assertThat(cutter.lengthBytes()).isEqualTo(head + 80);
    assertThat(cutter.take(bytes, 0, 0).open()).isFalse();
  }

  @Test
  void waitsForTheRestOfARecordHoweverQuietItIs() {
    var trace = SimpleTrace.littleEndian().events(2).bytes();
    int cut = trace.length - 5;
    var cutter = ChunkCutter.simple(1000);

    cutter.fill(trace, 0, cut, Ending.QUIET);
    var chunk = cutter.take(trace, 0, 0);
    assertThat(chunk.bytes()).hasSize(trace.length - 40);
    assertThat(chunk.open()).isFalse();

    cutter.fill(trace, trace.length - 40, cut, Ending.END);
    assertThat(cutter.take(trace, trace.length - 40, chunk.endBytes()).open()).isTrue();
  }

  @Test
  void holdsALineBackThatTheNextOneMayContinue() {
    var log = "load_file name a\nb location c\n".getBytes(UTF_8);
    int firstLine = 17;
    var cutter = ChunkCutter.log(LINES, 1000);

    cutter.fill(log, 0, firstLine, Ending.OPEN);
    assertThat(cutter.lengthBytes()).isZero();
    cutter.fill(log, 0, log.length, Ending.OPEN);
    assertThat(cutter.lengthBytes()).isEqualTo(log.length);
  }

  /** The file is continued by another cutter, which has only seen its beginning. */
  @Test
  void continuesATraceInItsMiddle() {
    var trace = SimpleTrace.littleEndian().events(100);
    int middle = trace.size();
    var bytes = trace.events(100).bytes();
    var cutter = ChunkCutter.simple(100);

    cutter.learn(bytes, 0, middle);
    assertThat(cutter.fill(bytes, middle, bytes.length, Ending.OPEN)).isTrue();

    assertThat(cutter.take(bytes, middle, middle).bytes()).hasSize(80);
  }

  @Property(tries = 300)
  void chunksOfAFileThatGrowsAreTheFile(
      @ForAll boolean simple,
      @ForAll @Size(max = 40) byte[] damage,
      @ForAll @IntRange(max = 8000) int at,
      @ForAll @IntRange(min = 1, max = 600) int limit,
      @ForAll long seed) {
    var bytes = simple ? trace() : log();
    System.arraycopy(damage, 0, bytes, Math.min(at, bytes.length - 40), damage.length);
    var random = new Random(seed);
    var cutter = simple ? ChunkCutter.simple(limit) : ChunkCutter.log(LINES, limit);
    var sent = new ByteArrayOutputStream();
    for (int end = 0; end < bytes.length; ) {
      end = Math.min(bytes.length, end + random.nextInt(2_000));
      boolean last = end == bytes.length;
      // Read again from where the chunks end, as from a file.
      var present = Arrays.copyOfRange(bytes, sent.size(), end);
      int from = 0;
      while (cutter.fill(present, from, present.length, last ? Ending.END : Ending.OPEN)) {
        from += send(cutter, present, from, sent);
      }
      if (cutter.lengthBytes() > 0 && (last || random.nextBoolean())) {
        send(cutter, present, from, sent);
      }
    }
    assertThat(sent.toByteArray()).isEqualTo(bytes);
  }

  private static int send(ChunkCutter cutter, byte[] b, int from, ByteArrayOutputStream sent) {
    var chunk = cutter.take(b, from, sent.size());
    sent.writeBytes(chunk.bytes());
    return chunk.bytes().length;
  }

  private static byte[] trace() {
    return SimpleTrace.littleEndian().events(200).bytes();
  }

  private static byte[] log() {
    return "load_file name a\nb location c\ndma_map_wait dbs=0x1\nother\n"
        .repeat(100)
        .getBytes(UTF_8);
  }
}
