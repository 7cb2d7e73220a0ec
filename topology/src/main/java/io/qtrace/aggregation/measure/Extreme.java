package io.qtrace.aggregation.measure;

import io.qtrace.aggregation.expression.IntMath;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest or the largest number. What is not a number is neither. */
final class Extreme implements State {

  private final int wanted;
  private final Type type;
  private boolean isPresent;
  private long high;
  private long low;

  private Extreme(int wanted, Type type) {
    this.wanted = wanted;
    this.type = type;
  }

  static Extreme smallest(Type type) {
    return new Extreme(-1, type);
  }

  static Extreme largest(Type type) {
    return new Extreme(1, type);
  }

  @Override
  public void add(Sample sample) {
    add(sample.high, sample.low);
  }

  private void add(long otherHigh, long otherLow) {
    if (type == Type.DOUBLE && Double.isNaN(Double.longBitsToDouble(otherLow))) {
      return;
    }
    if (!isPresent || compare(otherHigh, otherLow) == wanted) {
      high = otherHigh;
      low = otherLow;
      isPresent = true;
    }
  }

  private int compare(long otherHigh, long otherLow) {
    return type == Type.DOUBLE
        ? Integer.signum(
            Double.compare(Double.longBitsToDouble(otherLow), Double.longBitsToDouble(low)))
        : IntMath.compare(otherHigh, otherLow, high, low);
  }

  @Override
  public void merge(State other) {
    var more = (Extreme) other;
    if (more.isPresent) {
      add(more.high, more.low);
    }
  }

  /** Absent, or what the upper half is, which is 0 or -1. */
  @Override
  public void encode(DataOutput out) throws IOException {
    out.writeByte(isPresent ? 1 - (int) high : 0);
    if (isPresent) {
      Numbers.writeSigned(out, low);
    }
  }

  @Override
  public void decode(DataInput in) throws IOException {
    int upper = in.readByte();
    isPresent = upper != 0;
    if (isPresent) {
      high = 1L - upper;
      low = Numbers.readSigned(in);
    }
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    return Collections.singletonList(isPresent ? Sample.shown(type, high, low) : null);
  }
}
