package io.qtrace.aggregation.measure;

import io.qtrace.aggregation.expression.IntMath;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import io.qtrace.transcode.Utf8;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest value by time. Of several at one time it is the largest: in which order groups were
 * that are summed up together is not known any more.
 */
final class Last implements State {

  private final Type type;
  private boolean isPresent;
  private long epochNs = Long.MIN_VALUE;
  private long high;
  private long low;

  /** Of a string; others have none. */
  private byte[] text = {};

  private int textLength;

  Last(Type type) {
    this.type = type;
  }

  @Override
  public void add(Sample sample) {
    if (!isLater(sample.epochNs, sample)) {
      return;
    }
    isPresent = true;
    epochNs = sample.epochNs;
    high = sample.high;
    low = sample.low;
    if (type == Type.STRING) {
      take(sample.text.bytes, sample.text.from, sample.text.to - sample.text.from);
    }
  }

  private boolean isLater(long otherNs, Sample other) {
    return type == Type.STRING
        ? isLater(otherNs, other.text.bytes, other.text.from, other.text.to)
        : isLater(otherNs, other.high, other.low);
  }

  private boolean isLater(long otherNs, byte[] bytes, int from, int to) {
    return !isPresent
        || otherNs > epochNs
        || (otherNs == epochNs && Arrays.compareUnsigned(bytes, from, to, text, 0, textLength) > 0);
  }

  private boolean isLater(long otherNs, long otherHigh, long otherLow) {
    if (!isPresent || otherNs != epochNs) {
      return !isPresent || otherNs > epochNs;
    }
    return type == Type.DOUBLE
        ? Double.compare(Double.longBitsToDouble(otherLow), Double.longBitsToDouble(low)) > 0
        : IntMath.compare(otherHigh, otherLow, high, low) > 0;
  }

  private void take(byte[] bytes, int from, int length) {
    if (text.length < length) {
      text = Arrays.copyOf(text, 2 * length);
    }
    System.arraycopy(bytes, from, text, 0, length);
    textLength = length;
  }

  @Override
  public void merge(State other) {
    var more = (Last) other;
    boolean isLater =
        type == Type.STRING
            ? isLater(more.epochNs, more.text, 0, more.textLength)
            : isLater(more.epochNs, more.high, more.low);
    if (more.isPresent && isLater) {
      isPresent = true;
      epochNs = more.epochNs;
      high = more.high;
      low = more.low;
      take(more.text, 0, more.textLength);
    }
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    out.writeByte(isPresent ? 1 - (int) high : 0);
    if (isPresent) {
      Numbers.writeSigned(out, epochNs);
      if (type == Type.STRING) {
        Numbers.writeBytes(out, text, textLength);
      } else {
        Numbers.writeSigned(out, low);
      }
    }
  }

  @Override
  public void decode(DataInput in) throws IOException {
    int upper = in.readByte();
    isPresent = upper != 0;
    if (!isPresent) {
      return;
    }
    high = 1L - upper;
    epochNs = Numbers.readSigned(in);
    if (type == Type.STRING) {
      text = Numbers.readBytes(in);
      textLength = text.length;
    } else {
      low = Numbers.readSigned(in);
    }
  }

  @Override
  public List<@Nullable Object> values(double seconds) {
    if (!isPresent) {
      return Collections.singletonList(null);
    }
    return List.of(
        type == Type.STRING ? Utf8.text(text, 0, textLength) : Sample.shown(type, high, low));
  }
}
