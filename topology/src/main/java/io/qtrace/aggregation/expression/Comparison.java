package io.qtrace.aggregation.expression;

import io.qtrace.aggregation.value.Value;
import java.util.Locale;

/** The operators that compare; what is not a number is unequal to all and in no order. */
enum Comparison {
  EQUAL("_==_"),
  UNEQUAL("_!=_"),
  LESS("_<_"),
  AT_MOST("_<=_"),
  GREATER("_>_"),
  AT_LEAST("_>=_");

  final String function;

  Comparison(String function) {
    this.function = function;
  }

  private boolean holds(int order) {
    return switch (this) {
      case EQUAL -> order == 0;
      case UNEQUAL -> order != 0;
      case LESS -> order == -1;
      case AT_MOST -> order == -1 || order == 0;
      case GREATER -> order == 1;
      case AT_LEAST -> order == 1 || order == 0;
    };
  }

  /** With the operands exchanged. */
  private Comparison turned() {
    return switch (this) {
      case EQUAL, UNEQUAL -> this;
      case LESS -> GREATER;
      case AT_MOST -> AT_LEAST;
      case GREATER -> LESS;
      case AT_LEAST -> AT_MOST;
    };
  }

  /** Compares two values of types that the checker lets through. */
  Value.OfBool of(Value a, Value b) {
    if (a instanceof Value.OfInt x && b instanceof Value.OfInt y) {
      return ints(x, y);
    }
    if (a instanceof Value.OfInt x && b instanceof Value.OfDouble y) {
      return in -> {
        long low = x.get(in);
        long high = in.high;
        return holds(IntMath.compare(high, low, y.get(in)));
      };
    }
    if (a instanceof Value.OfDouble && b instanceof Value.OfInt) {
      return turned().of(b, a);
    }
    if (a instanceof Value.OfDouble x && b instanceof Value.OfDouble y) {
      return in -> holds(IntMath.compare(x.get(in), y.get(in)));
    }
    if (a instanceof Value.OfText x && b instanceof Value.OfText y) {
      return in -> holds(x.get(in).order(y.get(in)));
    }
    if (a instanceof Value.OfBool x && b instanceof Value.OfBool y) {
      return in -> holds(Integer.signum(Boolean.compare(x.get(in), y.get(in))));
    }
    throw new IllegalStateException(
        "the checker lets no such %s through".formatted(name().toLowerCase(Locale.ROOT)));
  }

  private Value.OfBool ints(Value.OfInt a, Value.OfInt b) {
    return in -> {
      long x = a.get(in);
      long high = in.high;
      long y = b.get(in);
      return holds(IntMath.compare(high, x, in.high, y));
    };
  }
}
