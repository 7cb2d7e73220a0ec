package io.qtrace.aggregation.measure;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.qtrace.aggregation.value.Numbers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many different values there were: exact up to 256, estimated above. What it says depends on
 * the values alone, not on their order or how often they came: docs/adr/0033.
 */
public final class Distinct implements State {

  private static final int MOST_EXACT = 256;

  /** 2^14 registers of a byte; the standard error is 0.6 %. */
  private static final int PRECISION = 14;

  private Set<Long> hashes = new HashSet<>();
  private @Nullable UltraLogLog sketch;

  @Override
  public void add(Sample sample) {
    add(sample.hash());
  }

  /** Adds a value by its hash, whose bits are all of use. */
  public void add(long hash) {
    var estimating = sketch;
    if (estimating != null) {
      estimating.add(hash);
      return;
    }
    hashes.add(hash);
    if (hashes.size() > MOST_EXACT) {
      var fresh = UltraLogLog.create(PRECISION);
      hashes.forEach(fresh::add);
      hashes = Set.of();
      sketch = fresh;
    }
  }

  @Override
  public void merge(State other) {
    var more = (Distinct) other;
    var estimating = sketch;
    if (more.sketch == null) {
      more.hashes.forEach(this::add);
    } else if (estimating != null) {
      estimating.add(more.sketch);
    } else {
      var fresh = more.sketch.copy();
      hashes.forEach(fresh::add);
      hashes = Set.of();
      sketch = fresh;
    }
  }

  /** First how many hashes there are, or one more than there can be if it estimates. */
  @Override
  public void encode(DataOutput out) throws IOException {
    var estimating = sketch;
    if (estimating != null) {
      var registers = estimating.getState();
      Numbers.write(out, MOST_EXACT + 1);
      Numbers.writeBytes(out, registers, registers.length);
      return;
    }
    Numbers.write(out, hashes.size());
    var sorted = hashes.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    for (long hash : sorted) {
      out.writeLong(hash);
    }
  }

  @Override
  public void decode(DataInput in) throws IOException {
    long count = Numbers.read(in);
    if (count > MOST_EXACT) {
      hashes = Set.of();
      sketch = UltraLogLog.wrap(Numbers.readBytes(in));
      return;
    }
    for (long left = count; left > 0; left--) {
      hashes.add(in.readLong());
    }
  }

  public long count() {
    return sketch == null ? hashes.size() : Math.round(sketch.getDistinctCountEstimate());
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    return List.of(count());
  }
}
