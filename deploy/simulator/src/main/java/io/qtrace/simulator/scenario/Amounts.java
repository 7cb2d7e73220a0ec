package io.qtrace.simulator.scenario;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;

/** Amounts as people write them: {@code 30s}, {@code 4GiB}, {@code 0.5%}. */
public final class Amounts {

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)([A-Za-z%]*)");

  private static final Map<String, Long> TIMES =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private static final Map<String, Long> SIZES =
      Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private static final Map<String, Long> THOUSANDS = Map.of("", 1L, "k", 1_000L, "M", 1_000_000L);

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Amounts() {}

  /**
   * In nanoseconds.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long durationNs(String text) {
    if (text.equals("0")) {
      return 0;
    }
    return whole(text, TIMES, "a duration such as 30s, 5m or 80us");
  }

  static long bytes(String text) {
    return whole(text, SIZES, "a size such as 64MiB or 4GiB");
  }

  /**
   * A number, of thousands or millions perhaps: {@code 50k}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static double count(String text) {
    return amount(text, THOUSANDS, "a number such as 500, 50k or 1.5M").doubleValue();
  }

  /** From 0 to 1. */
  static double share(String text) {
    double percent = amount(text, Map.of("%", 1L), "a share such as 5%").doubleValue();
    if (percent > 100) {
      throw new IllegalArgumentException("%s is more than 100%%".formatted(text));
    }
    return percent / 100;
  }

  private static long whole(String text, Map<String, Long> units, String example) {
    var amount = amount(text, units, example);
    if (amount.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("'%s' is too much".formatted(text));
    }
    return amount.longValue();
  }

  private static BigDecimal amount(String text, Map<String, Long> units, String example) {
    var parts = AMOUNT.matcher(text);
    var unit = parts.matches() ? units.get(parts.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(text, example));
    }
    return new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
  }
}
