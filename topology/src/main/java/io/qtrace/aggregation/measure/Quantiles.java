package io.qtrace.aggregation.measure;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles to 1 %, and the exact minimum, maximum and sum. Of infinite values and what is not a
 * number there are none.
 */
final class Quantiles implements State {

  private static final LogarithmicMapping BINS = new LogarithmicMapping(0.01);
  private static final int MAX_BINS = 2048;

  private final List<Double> at;
  private DDSketch sketch = new DDSketch(BINS, Quantiles::bins);
  private final Extreme smallest;
  private final Extreme largest;
  private final Sum sum;

  Quantiles(List<Double> at, Type type) {
    this.at = List.copyOf(at);
    this.smallest = Extreme.smallest(type);
    this.largest = Extreme.largest(type);
    this.sum = new Sum(Sum.Form.TOTAL, type);
  }

  private static Store bins() {
    return new CollapsingLowestDenseStore(MAX_BINS);
  }

  @Override
  public void add(Sample sample) {
    double value = sample.asDouble();
    if (!Double.isFinite(value)) {
      return;
    }
    sketch.accept(value);
    smallest.add(sample);
    largest.add(sample);
    sum.add(sample);
  }

  @Override
  public void merge(State other) {
    var more = (Quantiles) other;
    sketch.mergeWith(more.sketch);
    smallest.merge(more.smallest);
    largest.merge(more.largest);
    sum.merge(more.sum);
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    smallest.encode(out);
    largest.encode(out);
    sum.encode(out);
    var below = sketch.getNegativeValueStore();
    var above = sketch.getPositiveValueStore();
    Numbers.write(out, (long) (sketch.getCount() - below.getTotalCount() - above.getTotalCount()));
    encode(below, out);
    encode(above, out);
  }

  /** Each bin by its distance from the one before it. */
  private static void encode(Store bins, DataOutput out) throws IOException {
    int count = 0;
    for (var it = bins.getAscendingIterator(); it.hasNext(); it.next()) {
      count++;
    }
    Numbers.write(out, count);
    int last = 0;
    for (var it = bins.getAscendingIterator(); it.hasNext(); ) {
      var bin = it.next();
      Numbers.writeSigned(out, (long) bin.getIndex() - last);
      Numbers.write(out, (long) bin.getCount());
      last = bin.getIndex();
    }
  }

  @Override
  public void decode(DataInput in) throws IOException {
    smallest.decode(in);
    largest.decode(in);
    sum.decode(in);
    double zeros = Numbers.read(in);
    var below = decodeBins(in);
    sketch = DDSketch.of(BINS, below, decodeBins(in), zeros);
  }

  private static Store decodeBins(DataInput in) throws IOException {
    var bins = bins();
    int last = 0;
    for (long left = Numbers.read(in); left > 0; left--) {
      last += (int) Numbers.readSigned(in);
      bins.add(last, Numbers.read(in));
    }
    return bins;
  }

  @Override
  public boolean isSaturated() {
    return sum.isCut();
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    var values = new ArrayList<@Nullable Object>();
    for (double quantile : at) {
      values.add(sketch.isEmpty() ? null : bounded(sketch.getValueAtQuantile(quantile), seconds));
    }
    values.addAll(smallest.values(seconds));
    values.addAll(largest.values(seconds));
    values.add(sum.total());
    return values;
  }

  /** A bin's middle may lie beyond all values. */
  private Object bounded(double value, double seconds) {
    double least =
        ((Number) java.util.Objects.requireNonNull(smallest.values(seconds).get(0))).doubleValue();
    double most =
        ((Number) java.util.Objects.requireNonNull(largest.values(seconds).get(0))).doubleValue();
    return Math.min(most, Math.max(least, value));
  }
}
