package io.qtrace.aggregation.expression;

import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact arithmetic on ints from -2^63 to 2^64 - 1. An int is two longs: value = high * 2^64 + low
 * unsigned, where high is -1 or 0.
 */
public final class IntMath {

  /** Of a comparison with what is not a number. */
  static final int UNORDERED = 2;

  private static final double EXACT = 1L << 53;

  private IntMath() {}

  /** An operator on two ints. */
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    REMAINDER
  }

  static Value.OfInt of(Operator operator, Value.OfInt a, Value.OfInt b) {
    return switch (operator) {
      case ADD ->
          in -> {
            long x = a.get(in);
            long xHigh = in.high;
            long y = b.get(in);
            long low = x + y;
            long carry = Long.compareUnsigned(low, x) < 0 ? 1 : 0;
            return checked(in, xHigh + in.high + carry, low);
          };
      case SUBTRACT ->
          in -> {
            long x = a.get(in);
            long xHigh = in.high;
            long y = b.get(in);
            long borrow = Long.compareUnsigned(x, y) < 0 ? 1 : 0;
            return checked(in, xHigh - in.high - borrow, x - y);
          };
      case MULTIPLY ->
          in -> {
            long x = a.get(in);
            long xHigh = in.high;
            long y = b.get(in);
            if (x >> 63 == xHigh && y >> 63 == in.high) {
              return checked(in, Math.multiplyHigh(x, y), x * y);
            }
            return checked(in, big(xHigh, x).multiply(big(in.high, y)));
          };
      case DIVIDE, REMAINDER -> division(operator == Operator.DIVIDE, a, b);
    };
  }

  private static Value.OfInt division(boolean isQuotient, Value.OfInt a, Value.OfInt b) {
    return in -> {
      long x = a.get(in);
      long xHigh = in.high;
      long y = b.get(in);
      if (y == 0) {
        in.miss(Input.FAILED);
        return 0;
      }
      if (x >> 63 == xHigh && y >> 63 == in.high && !(y == -1 && x == Long.MIN_VALUE)) {
        long result = isQuotient ? x / y : x % y;
        in.high = result >> 63;
        return result;
      }
      var dividend = big(xHigh, x);
      var divisor = big(in.high, y);
      return checked(in, isQuotient ? dividend.divide(divisor) : dividend.remainder(divisor));
    };
  }

  static Value.OfInt negated(Value.OfInt a) {
    return of(Operator.SUBTRACT, Value.constant(0), a);
  }

  private static long checked(Input in, long high, long low) {
    if (high != 0 && (high != -1 || low >= 0)) {
      in.miss(Input.FAILED);
    }
    in.high = high;
    return low;
  }

  private static long checked(Input in, BigInteger value) {
    boolean isNegative = value.signum() < 0;
    if (value.bitLength() > (isNegative ? 63 : 64)) {
      in.miss(Input.FAILED);
    }
    in.high = isNegative ? -1 : 0;
    return value.longValue();
  }

  /** The int as one number. */
  public static BigInteger big(long high, long low) {
    var value = BigInteger.valueOf(low);
    if (low < 0) {
      value = value.add(BigInteger.ONE.shiftLeft(64));
    }
    return value.add(BigInteger.valueOf(high).shiftLeft(64));
  }

  /** -1, 0 or 1. */
  public static int compare(long aHigh, long a, long bHigh, long b) {
    return aHigh == bHigh
        ? Integer.signum(Long.compareUnsigned(a, b))
        : Integer.signum(Long.compare(aHigh, bHigh));
  }

  /** The nearest double. */
  public static double toDouble(long high, long low) {
    return high == 0 && low < 0 ? big(high, low).doubleValue() : (double) low;
  }

  /** -1, 0, 1 or {@link #UNORDERED}, by value. */
  static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : UNORDERED;
  }

  /** -1, 0, 1 or {@link #UNORDERED}, by value: no int is rounded. */
  static int compare(long high, long low, double b) {
    double near = toDouble(high, low);
    if (Math.abs(near) < EXACT || Double.isNaN(b) || Double.isInfinite(b)) {
      return compare(near, b);
    }
    return new BigDecimal(big(high, low)).compareTo(new BigDecimal(b));
  }
}
