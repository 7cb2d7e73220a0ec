package io.qtrace.aggregation.measure;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import io.qtrace.aggregation.value.Type;
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
  private final DDSketch sketch =
      new DDSketch(BINS, () -> new CollapsingLowestDenseStore(MAX_BINS));
  private final Extreme smallest;
  private final Extreme largest;
  private final Sum sum;

  Quantiles(List<Double> at, Type type) {
    this.at = List.copyOf(at);
    this.smallest = Extreme.smallest(type);
    this.largest = Extreme.largest(type);
    this.sum = new Sum(Sum.Form.TOTAL, type);
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
