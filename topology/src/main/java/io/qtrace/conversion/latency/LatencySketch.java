package io.qtrace.conversion.latency;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.PaginatedStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many latencies there were of which length, to 1 %. Sketches can be added up in any order: the
 * result is the sketch of all latencies at once. Not thread-safe.
 */
final class LatencySketch {

  private static final LogarithmicMapping BINS = new LogarithmicMapping(0.01);

  private DDSketch sketch = empty();
  private long maxNs;

  /** In pages, as most have few bins. They are some 1,500 at most, for an hour is the longest. */
  private static Store store() {
    return new PaginatedStore();
  }

  private static DDSketch empty() {
    return DDSketch.of(BINS, store(), store(), 0);
  }

  void add(long ns) {
    sketch.accept((double) ns);
    maxNs = Math.max(maxNs, ns);
  }

  /** Takes back one that was added. Was it the longest, the next one's length is known to 1 %. */
  void remove(long ns) {
    int gone = ns == 0 ? Integer.MIN_VALUE : BINS.index((double) ns);
    var left = store();
    sketch
        .getPositiveValueStore()
        .forEach((bin, count) -> left.add(bin, bin == gone ? count - 1 : count));
    sketch = DDSketch.of(BINS, store(), left, (double) (zeros() - (ns == 0 ? 1 : 0)));
    if (ns == maxNs) {
      maxNs = count() == 0 ? 0 : Math.min(maxNs, Math.round(sketch.getMaxValue()));
    }
  }

  /**
   * Adds all latencies of another one. Bin by bin: sketches-java 0.8.3 cannot merge stores of which
   * one has to grow at both ends.
   */
  void add(LatencySketch more) {
    more.sketch.getPositiveValueStore().forEach(sketch.getPositiveValueStore()::add);
    long zeros = more.zeros();
    if (zeros > 0) {
      sketch.accept(0, (double) zeros);
    }
    maxNs = Math.max(maxNs, more.maxNs);
  }

  long count() {
    return (long) sketch.getCount();
  }

  private long zeros() {
    return (long) (sketch.getCount() - sketch.getPositiveValueStore().getTotalCount());
  }

  /**
   * The least latency that at least this share of them does not exceed, to 1 %.
   *
   * @return nanoseconds; 0 if there are none
   */
  long atQuantile(double share) {
    double count = sketch.getCount();
    if (count == 0) {
      return 0;
    }
    // The sketch looks for more than quantile * (count - 1) of them: half a rank off is between
    // two.
    double rank = Math.max(1, Math.ceil(share * count));
    double quantile = count == 1 ? 0 : Math.min(1, (rank - 0.5) / (count - 1));
    return Math.min(maxNs, Math.round(sketch.getValueAtQuantile(quantile)));
  }

  /** The longest, in nanoseconds; 0 if there are none. */
  long maxNs() {
    return maxNs;
  }

  /** The same latencies give the same bytes. */
  void encode(DataOutput out) throws IOException {
    out.writeLong(maxNs);
    out.writeLong(zeros());
    int bins = 0;
    for (var it = sketch.getPositiveValueStore().getAscendingIterator(); it.hasNext(); it.next()) {
      bins++;
    }
    out.writeInt(bins);
    for (var it = sketch.getPositiveValueStore().getAscendingIterator(); it.hasNext(); ) {
      var bin = it.next();
      out.writeInt(bin.getIndex());
      out.writeLong((long) bin.getCount());
    }
  }

  static LatencySketch decode(DataInput in) throws IOException {
    var decoded = new LatencySketch();
    decoded.maxNs = in.readLong();
    long zeros = in.readLong();
    var store = store();
    for (int left = in.readInt(); left > 0; left--) {
      store.add(in.readInt(), (double) in.readLong());
    }
    decoded.sketch = DDSketch.of(BINS, store(), store, (double) zeros);
    return decoded;
  }
}
