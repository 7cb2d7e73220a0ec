package io.qtrace.conversion.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FootprintTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long PAGE = 4096;
  private static final int FRAME_PAGES = 512;
  private static final int FRAMES = 40;

  /** Bytes of a block to convert. */
  record Range(long offset, long size, boolean toShared) {}

  private final Footprint footprint = new Footprint();

  @Property(tries = 300)
  void countsAsAModelOfSinglePagesDoes(@ForAll("ranges") List<Range> ranges) throws IOException {
    var model = new BitSet();
    var tested = new Footprint();
    for (var range : ranges) {
      tested.convert(range.offset, range.size, range.toShared);
      int first = (int) (range.offset / PAGE);
      int end = (int) ((range.offset + range.size + PAGE - 1) / PAGE);
      model.set(first, Math.max(first, end), range.toShared);

      assertThat(tested.sharedBytes()).isEqualTo(model.cardinality() * PAGE);
      assertThat(tested.splitFrames()).isEqualTo(splitFrames(model));
    }
    var copy = copy(tested);
    assertThat(copy.sharedBytes()).isEqualTo(tested.sharedBytes());
    assertThat(copy.splitFrames()).isEqualTo(tested.splitFrames());
  }

  private static int splitFrames(BitSet pages) {
    int split = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      int shared = pages.get(frame * FRAME_PAGES, (frame + 1) * FRAME_PAGES).cardinality();
      split += shared > 0 && shared < FRAME_PAGES ? 1 : 0;
    }
    return split;
  }

  @Provide
  Arbitrary<List<Range>> ranges() {
    int pages = FRAMES * FRAME_PAGES;
    var single = range(Arbitraries.integers().between(0, pages - 1), Arbitraries.just(1));
    var few =
        range(
            Arbitraries.integers().between(0, pages - 700), Arbitraries.integers().between(0, 700));
    var frames =
        Combinators.combine(
                Arbitraries.integers().between(0, FRAMES - 5),
                Arbitraries.integers().between(1, 5),
                Arbitraries.of(true, false))
            .as((first, count, shared) -> new Range(first * 2 * MIB, count * 2 * MIB, shared));
    var all = Arbitraries.of(true, false).map(shared -> new Range(0, pages * PAGE, shared));
    var bytes =
        Combinators.combine(
                Arbitraries.longs().between(0, (pages - 2) * PAGE),
                Arbitraries.longs().between(0, PAGE),
                Arbitraries.of(true, false))
            .as(Range::new);
    return Arbitraries.oneOf(single, single, few, frames, all, bytes).list().ofMaxSize(60);
  }

  private static Arbitrary<Range> range(Arbitrary<Integer> first, Arbitrary<Integer> count) {
    return Combinators.combine(first, count, Arbitraries.of(true, false))
        .as((from, pages, shared) -> new Range(from * PAGE, pages * PAGE, shared));
  }

  @Test
  void reachesTo16Tib() {
    footprint.convert(Footprint.MAX_BYTES - PAGE, PAGE, true);
    footprint.convert(0, PAGE, true);
    assertThat(footprint.sharedBytes()).isEqualTo(2 * PAGE);
    assertThat(footprint.splitFrames()).isEqualTo(2);

    footprint.convert(0, Footprint.MAX_BYTES, true);
    assertThat(footprint.sharedBytes()).isEqualTo(Footprint.MAX_BYTES);
    assertThat(footprint.splitFrames()).isZero();

    footprint.convert(8 * GIB + PAGE, 1024 * GIB, false);
    assertThat(footprint.sharedBytes()).isEqualTo(Footprint.MAX_BYTES - 1024 * GIB);
    assertThat(footprint.splitFrames()).isEqualTo(2);
  }

  private static Footprint copy(Footprint footprint) throws IOException {
    var bytes = new ByteArrayOutputStream();
    footprint.encode(new SnapshotWriter(new DataOutputStream(bytes), 6));
    var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    return Footprint.decode(new SnapshotReader(in, 6));
  }
}
