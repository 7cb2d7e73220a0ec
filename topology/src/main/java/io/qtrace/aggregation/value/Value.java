package io.qtrace.aggregation.value;

/**
 * An expression that can be evaluated. Whether there is a value is in {@link Input#missing}; what
 * is returned without one means nothing. Not thread-safe.
 */
public sealed interface Value {

  /** Returns the lower 64 bits, and sets {@link Input#high}. */
  @FunctionalInterface
  non-sealed interface OfInt extends Value {
    long get(Input in);
  }

  /** One that is never below zero, and may use all 64 bits. */
  @FunctionalInterface
  interface OfUnsigned extends OfInt {}

  @FunctionalInterface
  non-sealed interface OfDouble extends Value {
    double get(Input in);
  }

  @FunctionalInterface
  non-sealed interface OfBool extends Value {
    boolean get(Input in);
  }

  /** What it returns is valid until it is evaluated again. */
  @FunctionalInterface
  non-sealed interface OfText extends Value {
    Text get(Input in);
  }

  /** A constant int of 64 bits with a sign. */
  static OfInt constant(long value) {
    long high = value >> 63;
    return in -> {
      in.high = high;
      return value;
    };
  }

  /** A constant int of 64 bits without a sign. */
  static OfInt unsigned(long bits) {
    return in -> {
      in.high = 0;
      return bits;
    };
  }

  /** A constant string. */
  static OfText constant(String text) {
    var value = Text.of(text);
    return in -> value;
  }

  /** One of that type that is never there. */
  static Value absent(Type type) {
    return switch (type) {
      case INT, POINTER ->
          (OfInt)
              in -> {
                in.miss(Input.ABSENT);
                return 0;
              };
      case DOUBLE ->
          (OfDouble)
              in -> {
                in.miss(Input.ABSENT);
                return 0;
              };
      case BOOL ->
          (OfBool)
              in -> {
                in.miss(Input.ABSENT);
                return false;
              };
      case STRING -> {
        var nothing = new Text(new byte[0]);
        yield (OfText)
            in -> {
              in.miss(Input.ABSENT);
              return nothing;
            };
      }
    };
  }
}
