package io.qtrace.aggregation.expression;

import com.google.re2j.Pattern;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;

/**
 * What has a value although a part of it may have none: as in CEL, {@code a || b} is true if one of
 * them is, whatever the other lacks.
 */
final class Logic {

  private Logic() {}

  static Value.OfBool and(Value.OfBool a, Value.OfBool b) {
    return in -> !decided(in, a, b, false);
  }

  static Value.OfBool or(Value.OfBool a, Value.OfBool b) {
    return in -> decided(in, a, b, true);
  }

  /** Whether one of them has the value that decides, or else the worst of what is missing. */
  private static boolean decided(Input in, Value.OfBool a, Value.OfBool b, boolean deciding) {
    int before = in.missing;
    in.missing = Input.PRESENT;
    if (a.get(in) == deciding && in.missing == Input.PRESENT) {
      in.missing = before;
      return true;
    }
    int lacked = in.missing;
    in.missing = Input.PRESENT;
    if (b.get(in) == deciding && in.missing == Input.PRESENT) {
      in.missing = before;
      return true;
    }
    in.missing = Math.max(before, Math.max(lacked, in.missing));
    return false;
  }

  /** Only the branch that is chosen is evaluated. */
  static Field choice(Value.OfBool condition, Field then, Field otherwise) {
    var type = then.type() == otherwise.type() ? then.type() : Type.INT;
    if (then.value() instanceof Value.OfInt a && otherwise.value() instanceof Value.OfInt b) {
      return new Field(type, (Value.OfInt) in -> condition.get(in) ? a.get(in) : b.get(in));
    }
    if (then.value() instanceof Value.OfText a && otherwise.value() instanceof Value.OfText b) {
      return new Field(type, (Value.OfText) in -> condition.get(in) ? a.get(in) : b.get(in));
    }
    if (then.value() instanceof Value.OfBool a && otherwise.value() instanceof Value.OfBool b) {
      return new Field(type, (Value.OfBool) in -> condition.get(in) ? a.get(in) : b.get(in));
    }
    var a = asDouble(then.value());
    var b = asDouble(otherwise.value());
    return new Field(Type.DOUBLE, (Value.OfDouble) in -> condition.get(in) ? a.get(in) : b.get(in));
  }

  static Value.OfDouble asDouble(Value value) {
    if (value instanceof Value.OfDouble already) {
      return already;
    }
    if (value instanceof Value.OfInt number) {
      return in -> {
        long low = number.get(in);
        return IntMath.toDouble(in.high, low);
      };
    }
    throw new IllegalStateException("the checker lets numbers through only");
  }

  /**
   * @param pattern RE2's, a literal that was validated
   */
  static Value.OfBool matches(Value.OfText text, String pattern) {
    var compiled = Pattern.compile(pattern);
    return in -> compiled.matcher(text.get(in).toString()).find();
  }
}
