package io.qtrace.aggregation.measure;

import io.qtrace.aggregation.spec.Measure;
import io.qtrace.aggregation.value.Type;
import java.util.Optional;

/** Which state a measure has, and whether its argument fits. */
public final class States {

  private States() {}

  /**
   * An empty one.
   *
   * @param type of the argument; BOOL without one
   */
  public static State of(Measure measure, Type type) {
    return switch (measure.kind()) {
      case COUNT -> Counter.ofEvents();
      case RATE ->
          measure.argument().isEmpty() ? Counter.perSecond() : new Sum(Sum.Form.PER_SECOND, type);
      case SUM -> new Sum(Sum.Form.TOTAL, type);
      case AVG -> new Sum(Sum.Form.AVERAGE, type);
      case MIN -> Extreme.smallest(type);
      case MAX -> Extreme.largest(type);
      case LAST -> new Last(type);
      case DISTINCT -> new Distinct();
      case TIME_IN -> new Sum(Sum.Form.SECONDS, Type.INT);
      case TRANSITIONS -> new Sum(Sum.Form.TOTAL, Type.INT);
      case QUANTILES -> new Quantiles(measure.at(), type);
    };
  }

  /** What is wrong with an argument of this type; empty if nothing is. */
  public static Optional<String> problem(Measure measure, Type type) {
    var word = measure.kind().word();
    return switch (measure.kind()) {
      case LAST, DISTINCT, TIME_IN, TRANSITIONS -> Optional.empty();
      case COUNT ->
          type == Type.BOOL
              ? Optional.empty()
              : Optional.of(
                  "count takes a condition, this is %s; compare it with something"
                      .formatted(type.text()));
      case MIN, MAX, RATE, SUM, AVG, QUANTILES -> number(word, type);
    };
  }

  private static Optional<String> number(String word, Type type) {
    if (type.isNumber()) {
      return Optional.empty();
    }
    return Optional.of(
        type == Type.POINTER
            ? "%s of a pointer means nothing; count it with distinct(…) or group by it"
                .formatted(word)
            : "%s needs a number, this is %s".formatted(word, type.text()));
  }
}
