package io.qtrace.conversion.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.outcome.Attributed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Latencies add up exactly, in whatever order. */
class LatenciesTest {

  private static byte[] bytes(LatencySketch of) {
    var bytes = new ByteArrayOutputStream();
    try {
      of.encode(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static LatencySketch decoded(byte[] bytes) throws IOException {
    return LatencySketch.decode(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  private static LatencySketch of(List<Long> ns) {
    var sketch = new LatencySketch();
    ns.forEach(sketch::add);
    return sketch;
  }

  /** VMs' windows reach hosts and the fleet in any order, and go through a store each time. */
  @Property
  void addUpToTheSameInAnyOrder(
      @ForAll @Size(max = 8)
          List<@Size(max = 40) List<@LongRange(min = 0, max = Attributed.LONGEST_LATENCY_NS) Long>>
              parts,
      @ForAll Random order)
      throws IOException {
    var all = new ArrayList<Long>();
    parts.forEach(all::addAll);
    var shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, order);
    var sum = new LatencySketch();
    for (var part : shuffled) {
      sum.add(of(part));
      sum = decoded(bytes(sum));
    }

    assertThat(bytes(sum)).isEqualTo(bytes(of(all)));
    assertThat(sum.count()).isEqualTo(all.size());
  }

  @Test
  void addUpThoughTheOthersReachBeyondThemAtBothEnds() throws IOException {
    var sum = of(List.of(200_000_000_000L, 200_000_000L));
    sum.add(of(List.of(100_000L, 300_000_000_000L)));

    assertThat(bytes(sum))
        .isEqualTo(bytes(of(List.of(100_000L, 200_000_000L, 200_000_000_000L, 300_000_000_000L))));
  }

  @Property
  void areExactToOnePercent(
      @ForAll @NotEmpty List<@LongRange(min = 0, max = Attributed.LONGEST_LATENCY_NS) Long> ns) {
    var sketch = of(ns);
    var sorted = ns.stream().sorted().toList();

    for (double share : new double[] {0, 0.5, 0.99, 1}) {
      long exact = sorted.get((int) Math.max(1, Math.ceil(share * sorted.size())) - 1);
      assertThat(Math.abs(sketch.atQuantile(share) - exact))
          .isLessThanOrEqualTo((long) Math.ceil(0.01 * exact));
    }
    assertThat(sketch.maxNs()).isEqualTo(sorted.get(sorted.size() - 1));
  }

  /** But for the longest, which is then known to 1 %. */
  @Property
  void leaveNothingOfWhatIsTakenBack(
      @ForAll List<@LongRange(min = 0, max = Attributed.LONGEST_LATENCY_NS) Long> ns,
      @ForAll @LongRange(min = 0, max = Attributed.LONGEST_LATENCY_NS) long gone) {
    var kept = new ArrayList<>(ns);
    kept.add(Attributed.LONGEST_LATENCY_NS);
    var sketch = of(kept);
    sketch.add(gone);
    sketch.remove(gone);

    assertThat(sketch.count()).isEqualTo(kept.size());
    assertThat(sketch.atQuantile(0.5)).isEqualTo(of(kept).atQuantile(0.5));
  }

  @Test
  void areNoneAtFirst() throws IOException {
    var none = decoded(bytes(new LatencySketch()));

    assertThat(none.count()).isZero();
    assertThat(none.atQuantile(0.99)).isZero();
    assertThat(none.maxNs()).isZero();
  }
}
