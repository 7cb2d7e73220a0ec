package io.qtrace.aggregation.measure;

import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum, or what is made of one. Ints are summed up exactly in 128 bits, which 2^63 events of the
 * largest value do not fill; doubles as doubles.
 */
final class Sum implements State {

  /** What is made of the sum. */
  enum Form {
    TOTAL,
    PER_SECOND,
    AVERAGE,
    /** Of nanoseconds. */
    SECONDS
  }

  private static final double NANOS_PER_SECOND = 1e9;
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private final Form form;
  private final boolean isOfDoubles;
  private long count;
  private long high;
  private long low;
  private double sum;

  Sum(Form form, Type type) {
    this.form = form;
    this.isOfDoubles = type == Type.DOUBLE;
  }

  @Override
  public void add(Sample sample) {
    count++;
    if (isOfDoubles) {
      sum += sample.number;
    } else {
      add(sample.high, sample.low);
    }
  }

  private void add(long moreHigh, long moreLow) {
    low += moreLow;
    high += moreHigh + (Long.compareUnsigned(low, moreLow) < 0 ? 1 : 0);
  }

  @Override
  public void merge(State other) {
    var more = (Sum) other;
    count += more.count;
    sum += more.sum;
    add(more.high, more.low);
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    Numbers.write(out, count);
    if (isOfDoubles) {
      out.writeDouble(sum);
    } else {
      Numbers.writeSigned(out, high);
      Numbers.write(out, low);
    }
  }

  @Override
  public void decode(DataInput in) throws IOException {
    count = Numbers.read(in);
    if (isOfDoubles) {
      sum = in.readDouble();
    } else {
      high = Numbers.readSigned(in);
      low = Numbers.read(in);
    }
  }

  private BigInteger exact() {
    return BigInteger.valueOf(high)
        .shiftLeft(Long.SIZE)
        .add(io.qtrace.aggregation.expression.IntMath.big(0, low));
  }

  private double asDouble() {
    return isOfDoubles ? sum : exact().doubleValue();
  }

  /** The sum, cut to what a long holds. */
  Object total() {
    return isOfDoubles ? (Object) sum : (Object) exact().min(MOST).max(LEAST).longValue();
  }

  @Override
  public boolean isSaturated() {
    return form == Form.TOTAL && isCut();
  }

  boolean isCut() {
    return !isOfDoubles && exact().bitLength() >= Long.SIZE;
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    return Collections.singletonList(
        switch (form) {
          case TOTAL -> total();
          case PER_SECOND -> (Object) (asDouble() / seconds);
          case SECONDS -> (Object) (asDouble() / NANOS_PER_SECOND);
          case AVERAGE -> count == 0 ? null : (Object) (asDouble() / count);
        });
  }
}
