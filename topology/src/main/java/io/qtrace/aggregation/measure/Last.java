package io.qtrace.aggregation.measure;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest value by time; of events at the same time, the one that stands later in the trace. */
final class Last implements State {

  private @Nullable Object value;
  private long epochNs = Long.MIN_VALUE;

  @Override
  public void add(Sample sample) {
    if (sample.epochNs >= epochNs) {
      epochNs = sample.epochNs;
      value = sample.shown();
    }
  }

  @Override
  public void merge(State other) {
    var more = (Last) other;
    if (more.epochNs >= epochNs) {
      epochNs = more.epochNs;
      value = more.value;
    }
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    return Collections.singletonList(value);
  }
}
