package io.qtrace.aggregation.measure;

import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many events there were, or how many for which something holds. */
final class Counter implements State {

  private final boolean isRate;
  private long count;

  private Counter(boolean isRate) {
    this.isRate = isRate;
  }

  static Counter ofEvents() {
    return new Counter(false);
  }

  static Counter perSecond() {
    return new Counter(true);
  }

  @Override
  public void add(Sample sample) {
    count += sample.type() != Type.BOOL || sample.isTrue() ? 1 : 0;
  }

  @Override
  public void merge(State other) {
    count += ((Counter) other).count;
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    Numbers.write(out, count);
  }

  @Override
  public void decode(DataInput in) throws IOException {
    count = Numbers.read(in);
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    return List.of(isRate ? (Object) (count / seconds) : (Object) count);
  }
}
