package io.qtrace.aggregation.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * One number of a result, or several: those of quantiles.
 *
 * @param at the quantiles, from 0 to 1; none for other kinds
 */
public record Measure(
    String name, Kind kind, Optional<Expression> argument, List<Double> at, ScalarNode node) {

  public Measure {
    at = List.copyOf(at);
  }

  /** What results call its numbers. */
  public List<String> fields() {
    var base = Names.camelCase(name);
    if (kind != Kind.QUANTILES) {
      return List.of(base);
    }
    var fields = new ArrayList<String>();
    at.forEach(quantile -> fields.add(base + "P" + percent(quantile)));
    fields.addAll(List.of(base + "Min", base + "Max", base + "Sum"));
    return fields;
  }

  /** {@code 50}, {@code 99}, {@code 999} for 0.999. */
  private static String percent(double quantile) {
    if (quantile == 1) {
      return "100";
    }
    var digits = BigDecimal.valueOf(quantile).toPlainString().replaceFirst("^0\\.?", "");
    return digits.length() < 2 ? (digits + "00").substring(0, 2) : digits;
  }

  /** What can be measured; the names in lower case are those in the file. */
  public enum Kind {
    COUNT,
    RATE,
    SUM,
    MIN,
    MAX,
    AVG,
    LAST,
    DISTINCT,
    QUANTILES,
    TIME_IN,
    TRANSITIONS;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Kind::word).toList();
    }

    /** Whether it measures states, not events. */
    public boolean isOfStates() {
      return this == TIME_IN || this == TRANSITIONS;
    }

    /** Whether groups can be ordered by it. */
    public boolean isOrdered() {
      return this != LAST && this != QUANTILES;
    }

    /** Whether it means nothing without an argument. */
    boolean needsArgument() {
      return this != COUNT && this != RATE && !isOfStates();
    }
  }
}
