package io.qtrace.aggregation.measure;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.qtrace.aggregation.expression.IntMath;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Text;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.schema.Unsigned64;
import java.math.BigInteger;

/**
 * The value of one expression for one event: what a measure takes, and a group is known by. Reused
 * from event to event; not thread-safe.
 */
public final class Sample {

  private static final Hasher64 HASHER = Hashing.komihash5_0();
  private static final Text NOTHING = new Text(new byte[0]);

  private final Field field;

  /** An int; the bits of a double; 1 or 0 for a bool. */
  long low;

  long high;
  double number;
  Text text = NOTHING;
  long epochNs;

  /** Whether the event has a value. */
  private boolean isPresent;

  public Sample(Field field) {
    this.field = field;
  }

  public Type type() {
    return field.type();
  }

  /** Whether it is an int whose 64 bits have no sign. */
  public boolean isUnsigned() {
    return field.value() instanceof Value.OfUnsigned;
  }

  public boolean isPresent() {
    return isPresent;
  }

  /** Evaluates it; false if there is no exact value. */
  public boolean take(Input in) {
    in.missing = Input.PRESENT;
    epochNs = in.epochNs;
    var value = field.value();
    if (value instanceof Value.OfInt of) {
      low = of.get(in);
      high = in.high;
    } else if (value instanceof Value.OfDouble of) {
      number = of.get(in) + 0.0; // there is one zero
      low = Double.doubleToLongBits(number);
      high = 0;
    } else if (value instanceof Value.OfBool of) {
      low = of.get(in) ? 1 : 0;
      high = 0;
    } else if (value instanceof Value.OfText of) {
      text = of.get(in);
    }
    isPresent = in.missing == Input.PRESENT;
    return in.missing != Input.FAILED;
  }

  public long low() {
    return low;
  }

  public long high() {
    return high;
  }

  public Text text() {
    return text;
  }

  boolean isTrue() {
    return low != 0;
  }

  double asDouble() {
    return type() == Type.DOUBLE ? number : IntMath.toDouble(high, low);
  }

  long hash() {
    return type() == Type.STRING
        ? HASHER.hashBytesToLong(text.bytes, text.from, text.to - text.from)
        : HASHER.hashLongLongToLong(low, high);
  }

  /** A value that is no string as results have it. */
  public static Object shown(Type type, long high, long low) {
    return switch (type) {
      case INT -> integer(IntMath.big(high, low));
      case POINTER -> Unsigned64.toAddress(low);
      case DOUBLE -> Double.longBitsToDouble(low);
      case BOOL -> low != 0;
      case STRING -> throw new IllegalArgumentException("a string is not in 64 bits");
    };
  }

  private static Object integer(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }
}
