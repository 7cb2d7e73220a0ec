package io.qtrace.source.chunk;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.Clock;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@net.jqwik.api.Tag("slow")
class ChunkReaderTest {

  @Test
  void givesNoChunkForAnEmptySource() throws IOException {
    assertThat(chunks(new byte[0], SIMPLE, 100)).isEmpty();
    assertThat(chunks(new byte[0], LOG, 100)).isEmpty();
  }

  @Test
  void cutsASimpleTraceBetweenRecordsOnly() throws IOException {
    var trace = SimpleTrace.littleEndian();
    int head = trace.size();
    trace.events(10);

    var chunks = chunks(trace.bytes(), SIMPLE, head + 100);

    // Records of 40 bytes: two fit behind the head, then two and a half.
    assertThat(chunks).extracting(Chunk::offsetBytes).startsWith(0L, head + 80L, head + 240L);
    assertThat(joined(chunks)).isEqualTo(trace.bytes());
  }

  @Test
  void cutsALogBetweenLinesOnly() throws IOException {
    var chunks = chunks("one\ntwo\nthree\nfour".getBytes(UTF_8), LOG, 8);

    assertThat(chunks)
        .extracting(chunk -> new String(chunk.bytes(), UTF_8))
        .containsExactly("one\ntwo\n", "three\n", "four");
    assertThat(chunks).extracting(Chunk::open).containsExactly(false, false, true);
  }

  @Test
  void keepsARecordLongerThanAChunkWhole() throws IOException {
    var trace = SimpleTrace.littleEndian().events(3);

    assertThat(chunks(trace.bytes(), SIMPLE, 1))
        .extracting(chunk -> chunk.bytes().length)
        .containsExactly(24, 33, 32, 40, 40, 40);
  }

  @Test
  void saysWhenTheEventsOfAChunkHappened() throws IOException {
    var trace =
        SimpleTrace.littleEndian().event(0, 500, 1).event(0, 300, 1).dropped(9_999, 7).bytes();

    assertThat(chunks(trace, SIMPLE, 1 << 16))
        .singleElement()
        .satisfies(
            chunk -> {
              assertThat(chunk.oldestEventNs()).isEqualTo(OptionalLong.of(300));
              assertThat(chunk.newestEventNs()).isEqualTo(OptionalLong.of(500));
            });
  }

  @Test
  void keepsTheLinesOfOneEventTogether() throws IOException {
    var event = "load_file name a\nb location c\n";

    assertThat(chunks((event + event + "dma_map_wait dbs=0x1\n").getBytes(UTF_8), LOG, 1))
        .extracting(chunk -> new String(chunk.bytes(), UTF_8))
        .containsExactly(event, event, "dma_map_wait dbs=0x1\n");
  }

  @Test
  void saysWhenTheEventsOfALogHappened() throws IOException {
    var log =
        """
        2026-11-22T17:04:10.5Z something else
        2026-11-22T17:04:11Z dma_map_wait dbs=0x1
        2026-11-22T17:04:10Z dma_map_wait dbs=0x1
        """;
    var reader =
        new ChunkReader(
            new ByteArrayInputStream(log.getBytes(UTF_8)), LOG, Definitions.system(), 1000);

    assertThat(reader.next().orElseThrow())
        .satisfies(
            chunk -> {
              assertThat(chunk.clock()).isEqualTo(Clock.REALTIME);
              assertThat(chunk.oldestEventNs()).hasValue(1_795_367_050_000_000_000L);
              assertThat(chunk.newestEventNs()).hasValue(1_795_367_051_000_000_000L);
            });
  }

  @Test
  void marksAChunkThatEndsInsideARecordAsOpen() throws IOException {
    var whole = SimpleTrace.littleEndian().events(3).bytes();
    var cut = Arrays.copyOf(whole, whole.length - 5);

    var chunks = chunks(cut, SIMPLE, 1);

    assertThat(chunks.get(chunks.size() - 1))
        .satisfies(
            chunk -> {
              assertThat(chunk.open()).isTrue();
              assertThat(chunk.bytes()).hasSize(35);
              assertThat(chunk.offsetBytes()).isEqualTo(whole.length - 40);
            });
    assertThat(chunks.get(chunks.size() - 2).open()).isFalse();
  }

  @Test
  void goesOnBehindDamageAtTheNextRunOfRecords() throws IOException {
    var trace = SimpleTrace.littleEndian().events(20);
    int damage = trace.size();
    trace.raw(new byte[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7});
    int behind = trace.size();
    trace.events(20);

    var chunks = chunks(trace.bytes(), SIMPLE, 1);

    assertThat(chunks).extracting(Chunk::offsetBytes).contains((long) damage, (long) behind);
    assertThat(joined(chunks)).isEqualTo(trace.bytes());
  }

  @Test
  void boundsChunksOfSomethingThatIsNoTrace() throws IOException {
    var noise = new byte[1 << 20];
    Arrays.fill(noise, (byte) 0x55);

    assertThat(chunks(noise, SIMPLE, 1 << 16))
        .allSatisfy(chunk -> assertThat(chunk.bytes()).hasSizeLessThanOrEqualTo(1 << 16));
    assertThat(chunks(noise, LOG, 1 << 16))
        .allSatisfy(chunk -> assertThat(chunk.bytes()).hasSizeLessThan(LogReader.MAX_PIECE_BYTES));
  }

  @Property(tries = 200)
  void chunksOfAnyBytesAreTheBytes(
      @ForAll @Size(max = 5000) byte[] bytes, @ForAll @IntRange(min = 1, max = 600) int limit)
      throws IOException {
    assertThat(joined(chunks(bytes, LOG, limit))).isEqualTo(bytes);
    assertThat(joined(chunks(bytes, SIMPLE, limit))).isEqualTo(bytes);
  }

  @Property(tries = 200)
  void chunksOfADamagedTraceAreTheTrace(
      @ForAll boolean bigEndian,
      @ForAll @Size(max = 40) byte[] damage,
      @ForAll @IntRange(max = 8000) int at,
      @ForAll @IntRange(max = 9000) int keep,
      @ForAll @IntRange(min = 1, max = 600) int limit)
      throws IOException {
    var trace =
        new SimpleTrace(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .header()
            .mapping(0, "a")
            .mapping(1, "b")
            .events(200)
            .bytes();
    System.arraycopy(damage, 0, trace, Math.min(at, trace.length - 40), damage.length);
    var cut = Arrays.copyOf(trace, Math.min(keep, trace.length));

    var chunks = chunks(cut, SIMPLE, limit);

    assertThat(joined(chunks)).isEqualTo(cut);
    long offset = 0;
    for (var chunk : chunks) {
      assertThat(chunk.offsetBytes()).isEqualTo(offset);
      offset = chunk.endBytes();
    }
  }

  private static List<Chunk> chunks(byte[] bytes, TraceFormat format, int limit)
      throws IOException {
    var reader = new ChunkReader(new Trickle(bytes), format, Definitions.system(), limit);
    var chunks = new ArrayList<Chunk>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      chunks.add(next.get());
    }
    return chunks;
  }

  private static byte[] joined(List<Chunk> chunks) {
    var all = new ByteArrayOutputStream();
    chunks.forEach(chunk -> all.writeBytes(chunk.bytes()));
    return all.toByteArray();
  }

  /** Gives a few bytes at a time, as a pipe may. */
  private static final class Trickle extends InputStream {

    private final InputStream in;

    Trickle(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      return in.read(b, off, Math.min(len, 1021));
    }
  }
}
