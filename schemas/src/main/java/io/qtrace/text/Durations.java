package io.qtrace.text;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 1h30m}, {@code 7d}. */
public final class Durations {

  private static final Pattern WHOLE = Pattern.compile("0|(?:\\d{1,9}(?:ms|[smhd])){1,9}");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhd])");
  private static final Map<String, Long> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", 86_400_000L);
    UNITS.put("h", 3_600_000L);
    UNITS.put("m", 60_000L);
    UNITS.put("s", 1000L);
    UNITS.put("ms", 1L);
  }

  private Durations() {}

  /**
   * @param examples what is proposed to who writes something else
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text, String examples) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a duration such as %s".formatted(text, examples));
    }
    long sum = 0;
    for (var parts = PART.matcher(text); parts.find(); ) {
      sum += Long.parseLong(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 0L);
    }
    return Duration.ofMillis(sum);
  }

  /** In the largest units that fit: {@code 1m30s}. */
  public static String print(Duration duration) {
    var text = new StringBuilder();
    long left = duration.toMillis();
    for (var unit : UNITS.entrySet()) {
      long amount = left / unit.getValue();
      left -= amount * unit.getValue();
      text.append(amount == 0 ? "" : amount + unit.getKey());
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
