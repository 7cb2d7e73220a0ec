package io.qtrace.aggregation.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be measured; the names in lower case are those in the file. */
public enum MeasureKind {
  COUNT,
  RATE,
  SUM,
  MIN,
  MAX,
  AVG,
  LAST,
  DISTINCT,
  QUANTILES;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<MeasureKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(MeasureKind::word).toList();
  }

  /** Whether groups can be ordered by it. */
  public boolean isOrdered() {
    return this != LAST && this != QUANTILES;
  }

  /** Whether it means nothing without an argument. */
  boolean needsArgument() {
    return this != COUNT && this != RATE;
  }
}
