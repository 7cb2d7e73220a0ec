package io.qtrace.aggregation.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.cel.BadExpressionException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregationExpressionsTest {

  private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(63).negate();
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private record Fixed(Map<String, Field> fields) implements Names {
    @Override
    public Optional<Field> find(String name) {
      return Optional.ofNullable(fields.get(name));
    }

    @Override
    public String unknown(String name) {
      return "there is no '" + name + "'";
    }
  }

  private static Field field(BigInteger value) {
    return new Field(
        Type.INT,
        value.signum() < 0
            ? Value.constant(value.longValueExact())
            : Value.unsigned(value.longValue()));
  }

  private static final Names NAMES =
      new Fixed(
          Map.of(
              "max",
              field(MOST),
              "min",
              field(LEAST),
              "two",
              field(BigInteger.TWO),
              "zero",
              field(BigInteger.ZERO),
              "real",
              new Field(Type.DOUBLE, (Value.OfDouble) in -> 1.5),
              "nan",
              new Field(Type.DOUBLE, (Value.OfDouble) in -> Double.NaN),
              "text",
              new Field(Type.STRING, Value.constant("grün")),
              "yes",
              new Field(Type.BOOL, (Value.OfBool) in -> true),
              "a.b",
              field(BigInteger.TEN),
              "other.x",
              new Field(Type.INT, Value.absent(Type.INT))));

  private static String value(String text) throws BadExpressionException {
    var field = Expressions.compile(Expressions.parse(text), NAMES);
    return value(field, new Input());
  }

  private static String value(Field field, Input in) {
    String value;
    if (field.value() instanceof Value.OfInt of) {
      long low = of.get(in);
      value = IntMath.big(in.high, low).toString();
    } else if (field.value() instanceof Value.OfDouble of) {
      value = Double.toString(of.get(in));
    } else if (field.value() instanceof Value.OfBool of) {
      value = Boolean.toString(of.get(in));
    } else {
      value = ((Value.OfText) field.value()).get(in).toString();
    }
    return in.missing == Input.PRESENT ? value : in.missing == Input.ABSENT ? "absent" : "failed";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "max → 18446744073709551615",
        "max == 18446744073709551615u → true",
        "max > 9223372036854775807 → true",
        "min < zero → true",
        "max + min → 9223372036854775807",
        "max + 1 → failed",
        "min - 1 → failed",
        "-max → failed",
        "-min → 9223372036854775808",
        "max / two → 9223372036854775807",
        "max % 10u → 5",
        "-7 / 2 → -3",
        "-7 % 2 → -1",
        "min / -1 → 9223372036854775808",
        "two / zero → failed",
        "two / zero > 1 || yes → true",
        "yes && two / zero > 1 → failed",
        "two / zero > 1 && !yes → false",
        "yes ? two : two / zero → 2",
        "two * real → 3.0",
        "two < real → false",
        "max > 18446744073709551615.0 → false",
        "max < 18446744073709551616.0 → true",
        "nan == nan → false",
        "nan != nan → true",
        "nan < two → false",
        "two in [1, 2u, max] → true",
        "two in [] → false",
        "text in ['rot', 'grün'] → true",
        "size(text) → 4",
        "text.size() == two * two → true",
        "text.startsWith('gr') && text.endsWith('ün') && text.contains('rü') → true",
        "text.matches('^g.*n$') → true",
        "text < 'h' && text >= 'grün' → true",
        "double(two) → 2.0",
        "a.b + 1 → 11",
        "other.x > 1 → absent",
        "other.x > 1 || a.b > 1 → true",
        "other.x > 1 || two / zero > 1 → failed",
        "two / zero + (other.x > 1 || yes ? 1 : 2) → failed",
      })
  void hasCelsMeaningWithExactIntegers(String text, String expected) throws Exception {
    assertThat(value(text)).isEqualTo(expected);
  }

  private static Field cell(long[] bits) {
    return new Field(
        Type.INT,
        (Value.OfInt)
            in -> {
              in.high = bits[1];
              return bits[0];
            });
  }

  private static void set(long[] cell, BigInteger value) {
    cell[0] = value.longValue();
    cell[1] = value.signum() < 0 ? -1 : 0;
  }

  @Test
  void arithmeticIsExactOrFails() throws Exception {
    var x = new long[2];
    var y = new long[2];
    var names = new Fixed(Map.of("a", cell(x), "b", cell(y)));
    var random = new SplittableRandom(7);
    for (var operator : List.of("+", "-", "*", "/", "%", "<", "==", ">=")) {
      var compiled = Expressions.compile(Expressions.parse("a " + operator + " b"), names);
      for (int round = 0; round < 20_000; round++) {
        var a = number(random);
        var b = number(random);
        set(x, a);
        set(y, b);
        if (!value(compiled, new Input()).equals(exact(a, operator, b))) {
          assertThat(value(compiled, new Input()))
              .as("%s %s %s", a, operator, b)
              .isEqualTo(exact(a, operator, b));
        }
      }
    }
  }

  private static BigInteger number(SplittableRandom random) {
    var near =
        List.of(
            LEAST,
            BigInteger.ZERO,
            BigInteger.ONE.shiftLeft(32),
            BigInteger.ONE.shiftLeft(63),
            MOST);
    var value =
        random.nextBoolean()
            ? near.get(random.nextInt(near.size())).add(BigInteger.valueOf(random.nextInt(-3, 4)))
            : BigInteger.valueOf(random.nextLong() >> random.nextInt(64));
    return value.max(LEAST).min(MOST);
  }

  private static String exact(BigInteger a, String operator, BigInteger b) {
    if (b.signum() == 0 && (operator.equals("/") || operator.equals("%"))) {
      return "failed";
    }
    var result =
        switch (operator) {
          case "+" -> a.add(b);
          case "-" -> a.subtract(b);
          case "*" -> a.multiply(b);
          case "/" -> a.divide(b);
          case "%" -> a.remainder(b);
          default -> null;
        };
    if (result == null) {
      int order = a.compareTo(b);
      return Boolean.toString(
          operator.equals("<") ? order < 0 : operator.equals("==") ? order == 0 : order >= 0);
    }
    return result.compareTo(LEAST) < 0 || result.compareTo(MOST) > 0 ? "failed" : result.toString();
  }
}
