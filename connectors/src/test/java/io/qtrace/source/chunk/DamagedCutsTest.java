package io.qtrace.source.chunk;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Damage says the same in the whole source and in chunks of it. */
class DamagedCutsTest {

  private static final Definitions DEFINITIONS = Definitions.system();

  @Property(tries = 400)
  @Tag("long")
  void aDamagedTraceSaysTheSameHoweverItComes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 1 << 16) int chunkBytes)
      throws IOException {
    assertSameAnyway(Seeds.simple(), SIMPLE, seed, chunkBytes);
  }

  @Property(tries = 400)
  @Tag("long")
  void aDamagedLogSaysTheSameHoweverItComes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 1 << 16) int chunkBytes)
      throws IOException {
    assertSameAnyway(Seeds.logs(), LOG, seed, chunkBytes);
  }

  private static void assertSameAnyway(
      byte[][] seeds, TraceFormat format, long seed, int chunkBytes) throws IOException {
    var random = new SplittableRandom(seed);
    Choices choices = bound -> bound <= 1 ? 0 : random.nextInt(bound);
    var bytes = Mutation.of(seeds, choices);

    assertThat(WholeIsCut.problem(bytes, format, DEFINITIONS, chunkBytes, choices)).isEmpty();
  }

  /** A trace that was written anew over the rest of an older one, and the like. */
  @Test
  void readsOnAtAHeaderInTheMiddleOfDamage() throws IOException {
    var trace = sound(30);
    var torn = Arrays.copyOf(trace.bytes(), trace.size() - 11);
    var bytes = new SimpleTrace(trace.order()).raw(torn);
    bytes.raw(sound(30).bytes());

    var whole = assertSame(bytes.bytes(), 100);

    assertThat(whole.events).isEqualTo(59);
    assertThat(whole.rejections).isEqualTo(1);
  }

  @Test
  void readsOnAtAHeaderBehindBytesWithoutOne() throws IOException {
    var noise = new byte[200_000];
    Arrays.fill(noise, (byte) 'x');
    var bytes =
        new SimpleTrace(SimpleTrace.littleEndian().order())
            .raw(noise)
            .raw(sound(30).bytes())
            .bytes();

    assertThat(assertSame(bytes, 4096).events).isEqualTo(30);
  }

  /** The record at the seam has the header of one record and, behind it, a run of others. */
  @Test
  void findsTheRunInsideARecordBehindAHole() throws IOException {
    for (int behind : new int[] {1, 2, 7, 8, 9, 100}) {
      var trace = sound(20);
      var torn = SimpleTrace.littleEndian();
      int head = torn.size();
      byte[] longRecord = torn.event(0, 5, new long[100]).bytes();
      trace.raw(Arrays.copyOfRange(longRecord, head, head + 40));
      add(trace, behind);

      for (int chunkBytes : new int[] {1, 100, 1000, 1 << 16}) {
        assertThat(assertSame(trace.bytes(), chunkBytes).rejections).isEqualTo(1);
      }
    }
  }

  /** A stretch that goes on for longer than is looked ahead. */
  @Test
  void boundsChunksOfALongHole() throws IOException {
    var trace = sound(20).raw(new byte[1 << 20]);
    add(trace, 20);

    var whole = assertSame(trace.bytes(), 1000);

    assertThat(whole.events).isEqualTo(40);
    var reader = new ChunkReader(in(trace.bytes()), SIMPLE, DEFINITIONS, 1000);
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      assertThat(next.get().bytes().length).isLessThan(1 << 17);
    }
  }

  /** Records in records: so many that what a chunk of them says rests on what follows it. */
  @Test
  void staysBoundedWhenEveryRecordIsBroken() throws IOException {
    var trace = SimpleTrace.littleEndian();
    for (int i = 0; i < 3_000; i++) {
      add(trace, 7);
      trace.raw((byte) i, (byte) 1, (byte) 2);
    }

    var reader = new ChunkReader(in(trace.bytes()), SIMPLE, DEFINITIONS, 1000);
    long bytes = 0;
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      bytes += next.get().bytes().length;
      assertThat(next.get().bytes().length).isLessThan(1_000_000);
    }
    assertThat(bytes).isEqualTo(trace.size());
    assertSame(trace.bytes(), 1000);
  }

  private static SimpleTrace sound(int events) {
    var trace = SimpleTrace.littleEndian();
    add(trace, events);
    return trace;
  }

  private static void add(SimpleTrace trace, int events) {
    for (int i = 0; i < events; i++) {
      trace.event(1, 1_000L + i, i);
    }
  }

  private static Reading assertSame(byte[] bytes, int chunkBytes) throws IOException {
    var whole = Reading.whole(bytes, SIMPLE, DEFINITIONS, 1 << 20);
    assertThat(whole.differenceTo(Reading.cut(bytes, SIMPLE, DEFINITIONS, chunkBytes))).isEmpty();
    assertThat(whole.bytes).isEqualTo(bytes.length);
    return whole;
  }

  private static ByteArrayInputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
